from datetime import UTC, datetime

import polars as pl
import pytest

from tenure.signals.rules.json_values import POLARS, picked, read_as, typed


def read(text, kind):
    return pl.DataFrame({"value": [text]}, schema={"value": pl.String}).select(typed(pl.col("value"), kind)).item()


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7.0), ("-0.5", -0.5), ("1e3", 1000.0), ("1e999", None), ('"7"', None), ("true", None), ("[7]", None)],
)
def test_a_number_is_a_finite_number_of_json(text, number):
    assert read(text, "number") == number


@pytest.mark.parametrize(
    ("text", "said"), [('"a"', "a"), ('"\\u00fc\\n\\""', 'ü\n"'), ('""', ""), ("7", None), ("null", None), ("{}", None)]
)
def test_a_text_is_a_string_of_json(text, said):
    assert read(text, "text") == said


@pytest.mark.parametrize(("text", "said"), [("true", True), ("false", False), ('"true"', None), ("1", None)])
def test_a_boolean_is_true_or_false(text, said):
    assert read(text, "boolean") is said


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('"2026-01-31T12:00:00Z"', datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ('"2026-01-31T12:00:00.25+02:00"', datetime(2026, 1, 31, 10, 0, 0, 250_000, tzinfo=UTC)),
        ('"2026-01-31T12:00:00"', datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ('"2028-02-29"', datetime(2028, 2, 29, tzinfo=UTC)),
        ('"2026-02-29"', None),
        ('"soon"', None),
        ("1767225600", None),
    ],
)
def test_an_instant_is_a_date_or_a_time_of_iso_8601(text, at):
    assert read(text, "instant") == at


def test_null_stays_null_and_any_stays_json():
    assert [read(None, kind) for kind in ("number", "text", "boolean", "instant", "any")] == [None] * 5
    assert read('{"a":1}', "any") == '{"a":1}'


@pytest.mark.parametrize("kind", sorted(POLARS))
def test_texts_are_read_as_values_under_their_own_name(kind):
    for said in (["7", '"2026-03-01"', "true", None], [None, None], []):
        texts = pl.Series("said", said, dtype=pl.String)

        values = read_as(texts, kind)

        assert (values.name, values.dtype) == ("said", POLARS[kind])
        assert values.to_list() == texts.to_frame().select(typed(pl.col("said"), kind)).to_series().to_list()


def test_members_are_picked_as_they_were_written():
    objects = pl.Series(['{"a":1.50,"b":{"c":[1, 2]},"x":0}', '{"b":null}', '{"a":"\\u00fc","a b":true}'])

    assert picked(objects, ["a", "b", "a b"]).to_dict(as_series=False) == {
        "a": ["1.50", None, '"\\u00fc"'],
        "b": ['{"c":[1, 2]}', None, None],
        "a b": [None, None, "true"],
    }


def test_a_path_of_names_leads_into_objects_unless_a_member_has_that_very_name():
    objects = pl.Series(
        ['{"a":{"b":{"c":1}}}', '{"a":{"b":2},"a.b":3}', '{"a":[{"b":4}]}', '{"a":null}', "{}", '{"a":{"b.c":5}}']
    )

    assert picked(objects, ["a.b", "a.b.c", "a..b"]).to_dict(as_series=False) == {
        "a.b": ['{"c":1}', "3", None, None, None, None],
        "a.b.c": ["1", None, None, None, None, None],
        "a..b": [None] * 6,
    }


def test_nothing_picked_of_anything_has_its_rows():
    assert picked(pl.Series([], dtype=pl.String), ["a"]).schema == {"a": pl.String}
    assert picked(pl.Series(["{}"]), []).width == 0
