"""What two sets of events leave behind can be joined in any order, and in any groups."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.signals.rules.partials import FAMILIES, MICRO, SCHEMAS, joined, nothing, reduced, renamed

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDEMPOTENT = ("firsts", "lasts", "members", "stated")

VALUES = {
    "customer_id": st.integers(1, 3),
    "measure": st.integers(1, 2),
    "bucket": st.integers(5, 6),
    "count": st.integers(1, 9),
    "total": st.integers(-5 * MICRO, 5 * MICRO),
    "least": st.sampled_from([-1.5, 0.0, 0.1, 1999.0]),
    "greatest": st.sampled_from([-1.5, 0.0, 0.1, 1999.0]),
    "key": st.sampled_from(["tier", "plan"]),
    "value": st.sampled_from(['"a"', '"b"', "7", "null"]),
    "at": st.integers(0, 2).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    "by": st.sampled_from(["m1", "m2", "m3"]),
    "source": st.just("website"),
}


def frames(family):
    row = st.fixed_dictionaries({name: VALUES[name] for name in SCHEMAS[family]})
    return st.lists(row, max_size=8).map(lambda rows: reduced(family, pl.DataFrame(rows, schema=SCHEMAS[family])))


def content(frame):
    return sorted(frame.rows(), key=repr)


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=15)
@given(data=st.data())
def test_joining_is_commutative_and_associative(family, data):
    one, two, three = (data.draw(frames(family)) for _ in range(3))

    whole = content(joined(family, [one, two, three]))

    assert content(joined(family, [three, one, two])) == whole
    assert content(joined(family, [joined(family, [one, two]), three])) == whole
    assert content(joined(family, [one, joined(family, [two, three])])) == whole
    assert content(joined(family, [one, nothing()[family]])) == content(one)


@pytest.mark.parametrize("family", IDEMPOTENT)
@settings(max_examples=15)
@given(data=st.data())
def test_what_keeps_no_sums_is_the_same_joined_with_itself(family, data):
    one = data.draw(frames(family))

    assert content(joined(family, [one, one])) == content(one)


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=5)
@given(data=st.data())
def test_what_is_kept_is_sorted_by_customer_and_has_its_columns(family, data):
    found = joined(family, [data.draw(frames(family)), data.draw(frames(family))])

    assert found.schema == SCHEMAS[family]
    assert found["customer_id"].is_sorted()


def test_counts_and_amounts_add_up_exactly():
    counts = pl.DataFrame([(1, 2, 5, 3), (1, 2, 5, 4), (1, 2, 6, 1)], schema=SCHEMAS["counts"], orient="row")
    amounts = pl.DataFrame(
        [(1, 2, 5, 100_000, 0.1, 0.1), (1, 2, 5, 200_000, 0.2, 0.2)], schema=SCHEMAS["amounts"], orient="row"
    )

    assert content(reduced("counts", counts)) == [(1, 2, 5, 7), (1, 2, 6, 1)]
    assert reduced("amounts", amounts).rows() == [(1, 2, 5, 300_000, 0.1, 0.2)]


def test_of_one_instant_the_message_decides_who_is_first_and_last():
    said = [(1, 2, 0, f'"{by}"', NOW, by) for by in ("m2", "m1", "m3")]
    rows = pl.DataFrame(said, schema=SCHEMAS["firsts"], orient="row")

    assert reduced("firsts", rows)["by"].to_list() == ["m1"]
    assert reduced("lasts", rows)["by"].to_list() == ["m3"]


def test_the_newest_statement_of_each_key_stays():
    said = [
        (1, "tier", '"free"', NOW, "m1", "website"),
        (1, "tier", '"pro"', NOW + timedelta(minutes=1), "m0", "server"),
        (1, "city", '"Seoul"', NOW, "m1", "website"),
    ]
    rows = pl.DataFrame(said, schema=SCHEMAS["stated"], orient="row")

    assert content(reduced("stated", rows)) == [said[2], said[1]]


def test_fewer_keys_say_the_same_where_the_others_do_not_differ():
    rows = pl.DataFrame([(1, 2, 0, 3), (2, 2, 0, 4), (1, 2, 0, 1)], schema=SCHEMAS["counts"], orient="row")

    assert reduced("counts", rows, by=("customer_id",)).equals(reduced("counts", rows))


def test_who_was_merged_is_renamed():
    rows = pl.DataFrame({"customer_id": [1, 2, 3]})
    merges = pl.DataFrame({"from_id": [1, 3], "to_id": [2, 4]})

    assert renamed(rows, merges)["customer_id"].to_list() == [2, 2, 4]
    assert renamed(rows, merges.clear()).equals(rows)
