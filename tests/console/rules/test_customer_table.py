from datetime import UTC, datetime

import polars as pl

from tenure.console.rules.customer_table import TABLE, known_columns, stated_columns, table_of

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEOPLE = pl.DataFrame(
    [(3, "cus_3", "cas", AT, "web"), (2, "cus_2", None, AT, "import"), (1, "cus_1", "ada", AT, "web")],
    schema={
        "customer_id": pl.Int64,
        "public_id": pl.String,
        "user_id": pl.String,
        "created_at": pl.Datetime("us", "UTC"),
        "first_source": pl.String,
    },
    orient="row",
)
NOBODY = known_columns(pl.LazyFrame(schema={"customer_id": pl.Int64}), as_stated=frozenset()).collect()
NO_TAGS = pl.DataFrame(schema={"customer_id": pl.Int64, "name": pl.String})


def stated(*rows):
    return stated_columns(
        pl.DataFrame(rows, schema={"customer_id": pl.Int64, "key": pl.String, "value": pl.String}, orient="row")
    )


def rows(*, values=NOBODY, said=None, tags=NO_TAGS):
    table = table_of(PEOPLE, values=values, stated=stated() if said is None else said, tags=tags)
    assert table.schema == TABLE
    return {row["id"]: row for row in table.rows(named=True)}


def test_of_whom_nothing_is_known_the_table_says_so_and_keeps_the_order():
    found = rows()

    assert list(found) == ["cus_3", "cus_2", "cus_1"]
    assert found["cus_2"] == {
        "id": "cus_2",
        "user_id": None,
        "name": None,
        "email": None,
        "stage": "new",
        "segments": "",
        "tags": "",
        "events": 0,
        "last_active_at": None,
        "first_source": "import",
        "created_at": "2026-03-01T12:00:00Z",
    }


def test_no_cell_of_the_table_is_a_formula():
    tags = pl.DataFrame({"customer_id": [1, 1], "name": ["vip", "beta"]})

    row = rows(said=stated((1, "name", '"=1+1"'), (1, "email", '"+48"')), tags=tags)["cus_1"]

    assert (row["name"], row["email"], row["tags"]) == ("'=1+1", "'+48", "beta, vip")


def test_a_customer_is_called_by_name_else_by_email_else_by_user_id():
    said = stated(
        (3, "first_name", '" Cas "'),
        (3, "last_name", '"Nowak"'),
        (3, "name", '"  "'),
        (2, "email", '"bo@example.com"'),
        (2, "name", "7"),
    )

    assert {who: row["name"] for who, row in rows(said=said).items()} == {
        "cus_3": "Cas Nowak",
        "cus_2": "bo@example.com",
        "cus_1": "ada",
    }


def test_what_is_computed_stands_before_what_was_stated():
    values = pl.LazyFrame(
        {
            "customer_id": [1, 2],
            "event_count": [4, 0],
            "last_active_at": [AT.replace(microsecond=5), None],
            "stage": ["loyal", "new"],
            "segment:a": [True, False],
            "segment:b": [True, None],
            "email": ["computed@example.com", None],
            "name": ["repeated", None],
        },
    ).with_columns(pl.col("last_active_at").cast(pl.Datetime("us", "UTC")))
    said = stated((1, "email", '"stated@example.com"'), (1, "name", '"Ada"'), (2, "email", '"stated@example.com"'))

    found = rows(values=known_columns(values, as_stated=frozenset({"name"})).collect(), said=said)

    assert [found["cus_1"][name] for name in ("name", "email", "stage", "segments", "events", "last_active_at")] == [
        "Ada",
        "computed@example.com",
        "loyal",
        "a b",
        4,
        "2026-03-01T12:00:00.000005Z",
    ]
    assert (found["cus_2"]["email"], found["cus_2"]["segments"]) == (None, "")
