from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from django.db import connection, transaction

from tenure.platform.columns import among, execute, insert_frame, select_frame, update_frame
from tenure.platform.models import RecordedEventRow
from tenure.platform.services.record import INSTANT, RECORDED

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
READ = {"id": pl.Int64(), "customer_id": pl.Int64(), "occurred_at": INSTANT, "properties": pl.String()}

pytestmark = pytest.mark.db


def _frame(count):
    rows = [
        (1, number or None, "seen", NOW + timedelta(microseconds=number), '{"a":"ż\'"}', f"m{number}")
        for number in range(count)
    ]
    return pl.DataFrame(rows, schema=RECORDED, orient="row")


def _statements():
    seen = []
    return seen, connection.execute_wrapper(
        lambda execute, sql, params, many, context: (seen.append(sql), execute(sql, params, many, context))[1]
    )


def test_a_frame_is_stored_as_django_would_store_it():
    insert_frame("platform_recordedevent", _frame(2))

    rows = list(RecordedEventRow.objects.order_by("message_id").values_list("customer_id", "occurred_at", "properties"))
    assert rows == [(None, NOW, '{"a":"ż\'"}'), (1, NOW + timedelta(microseconds=1), '{"a":"ż\'"}')]


@pytest.mark.parametrize("count", [10, 3_000])
def test_any_number_of_rows_is_one_statement(count):
    seen, counting = _statements()

    with counting:
        insert_frame("platform_recordedevent", _frame(count))

    assert len(seen) == 1
    assert RecordedEventRow.objects.count() == count


@pytest.mark.parametrize("count", [10, 1_000])
def test_within_a_transaction_any_number_of_rows_is_one_statement(count):
    seen, counting = _statements()

    with transaction.atomic(), counting:
        insert_frame("platform_recordedevent", _frame(count))

    assert len(seen) == 1
    assert RecordedEventRow.objects.count() == count


@pytest.mark.parametrize("count", [1, 15, 16, 17, 257])
def test_what_is_the_same_in_all_rows_is_stored_in_each(count):
    same = _frame(count).with_columns(customer_id=pl.lit(None, pl.Int64), occurred_at=pl.lit(NOW, INSTANT))

    insert_frame("platform_recordedevent", same)

    rows = RecordedEventRow.objects.order_by("id").values_list(
        "workspace_id", "customer_id", "occurred_at", "message_id"
    )
    assert list(rows) == [(1, None, NOW, f"m{number}") for number in range(count)]


def test_rows_that_are_all_the_same_are_all_stored():
    execute("CREATE TEMPORARY TABLE same_rows (act text, digest text)")

    insert_frame("same_rows", pl.DataFrame({"act": ["x"] * 20, "digest": [None] * 20}).cast(pl.String))

    counted = select_frame("SELECT COUNT(*) FROM same_rows", [], schema={"count": pl.Int64()})
    execute("DROP TABLE same_rows")
    assert counted.item() == 20


def test_only_rows_that_were_really_inserted_come_back():
    insert_frame("platform_recordedevent", _frame(1))

    new = insert_frame(
        "platform_recordedevent", _frame(3), ignore_conflicts=True, returning={"message_id": pl.String()}
    )

    assert sorted(new["message_id"]) == ["m1", "m2"]


@pytest.mark.parametrize("known", [0, 1, 299])
def test_new_rows_come_back_with_their_ids(known):
    insert_frame("platform_recordedevent", _frame(known))

    new = insert_frame(
        "platform_recordedevent",
        _frame(300),
        ignore_conflicts=True,
        returning={"id": pl.Int64(), "message_id": pl.String(), "occurred_at": INSTANT},
    )

    kept = RecordedEventRow.objects.order_by("id").values_list("id", "message_id", "occurred_at")
    assert new.sort("id").rows() == list(kept)[known:]


def test_nothing_inserts_nothing():
    none = insert_frame("platform_recordedevent", _frame(0), returning={"id": pl.Int64()})

    assert (none.height, none.schema) == (0, {"id": pl.Int64()})


def test_instants_compare_equal_however_they_were_written():
    RecordedEventRow.objects.create(workspace_id=1, name="a", occurred_at=NOW, properties="{}", message_id="by_django")
    insert_frame("platform_recordedevent", _frame(1))

    sql = "SELECT id, customer_id, occurred_at, properties FROM platform_recordedevent WHERE occurred_at = %s"
    assert select_frame(sql, [NOW], schema=READ)["occurred_at"].to_list() == [NOW, NOW]


def test_a_frame_updates_the_rows_it_names():
    ids = insert_frame("platform_recordedevent", _frame(3), returning={"id": pl.Int64()})["id"].sort()
    later = NOW + timedelta(days=1)

    update_frame(
        "platform_recordedevent",
        pl.DataFrame({"id": ids[:2], "claim": [7, None], "occurred_at": [later] * 2}).cast(
            {"claim": pl.Int64(), "occurred_at": INSTANT}
        ),
    )

    rows = list(RecordedEventRow.objects.order_by("id").values_list("claim", "occurred_at"))
    assert rows == [(7, later), (None, later), (None, NOW + timedelta(microseconds=2))]


def test_many_rows_are_set_to_the_same_and_to_their_own():
    ids = insert_frame("platform_recordedevent", _frame(300), returning={"id": pl.Int64()})["id"].sort()
    names = [f"n{number}" for number in range(300)]

    with transaction.atomic():
        update_frame(
            "platform_recordedevent",
            pl.DataFrame({"name": names, "id": ids}).with_columns(
                claim=pl.lit(None, pl.Int64), customer_id=pl.lit(8, pl.Int64), occurred_at=pl.lit(NOW, INSTANT)
            ),
        )

    rows = RecordedEventRow.objects.order_by("id").values_list("name", "claim", "customer_id", "occurred_at")
    assert list(rows) == [(name, None, 8, NOW) for name in names]


def test_a_condition_takes_any_number_of_values():
    insert_frame("platform_recordedevent", _frame(5))
    condition, params = among("message_id", ["m1", "m3", "nobody"])

    assert execute(f"DELETE FROM platform_recordedevent WHERE {condition}", params) == 2
    assert RecordedEventRow.objects.count() == 3
