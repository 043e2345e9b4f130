"""Sorted rows leave behind what the same rows leave behind in any order, and what hashing them finds."""

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.signals.rules.codec import trait_value
from tenure.signals.rules.folding import folded
from tenure.signals.rules.measures import measure_of
from tenure.signals.rules.partials import FAMILIES, SCHEMAS, combined, joined, reduced, sections
from tests.signals.acts import NOW, event, rows

ZONES = ("UTC", "America/Havana", "America/St_Johns")
SAID = {
    "logins": {"event": "login"},
    "days": {"aggregate": "active_days", "event": "*"},
    "hours": {"event": "login", "window": "3h"},
    "rich": {"event": "paid", "where": "amount > 1"},
    "spent": {"aggregate": "sum", "event": "paid", "property": "amount"},
    "spent_3d": {"aggregate": "max", "event": "paid", "property": "amount", "window": "3d"},
    "kinds": {"aggregate": "distinct", "events": ["login", "paid"], "property": "what"},
    "first": {"aggregate": "first", "event": "*"},
    "last_what": {"aggregate": "last", "event": "paid", "property": "what", "window": "5d"},
}
# Among them the autumn night in which clocks of 2006 in St. John's came back over midnight.
EVENT = st.builds(
    lambda number, name, customer, minutes, amount, what: {
        **event(f"m{number}", name, customer=customer, amount=amount, what=what),
        "occurred_at": NOW.replace(year=2006, month=10, day=29, hour=2) + timedelta(minutes=minutes),
    },
    st.integers(1, 9),
    st.sampled_from(["login", "paid", "other"]),
    st.sampled_from([1, 2, 5, None]),
    st.sampled_from([0, 0, 20, 31, 35, 50, 91, 100, 1_500, 3_000]),
    st.sampled_from([0, 2, 7, "7", None]),
    st.sampled_from(["a", "b", 7, None]),
)


def measures(zone):
    return [measure_of(trait_value(key, said), zone=zone) for key, said in SAID.items()]


def left_behind(events, zone):
    return folded(rows(*events), measures(zone), not_caused_by="tenure", public=())


def content(frame):
    return sorted(frame.rows(), key=repr)


@settings(max_examples=60)
@given(st.lists(EVENT, max_size=25), st.sampled_from(ZONES), st.randoms())
def test_the_order_of_rows_makes_no_difference(events, zone, dice):
    shuffled = dice.sample(events, len(events))
    ordered = sorted(events, key=lambda each: (each["customer_id"] or 0, each["occurred_at"]))

    one, other = left_behind(shuffled, zone), left_behind(ordered, zone)

    assert {family: content(one[family]) for family in FAMILIES} == {f: content(other[f]) for f in FAMILIES}


@settings(max_examples=60)
@given(st.lists(EVENT, max_size=25), st.sampled_from(ZONES))
def test_what_is_left_behind_is_what_hashing_single_events_finds(events, zone):
    single = [left_behind([each], zone) for each in events]

    whole = left_behind(events, zone)

    for family in FAMILIES:
        hashed = reduced(family, pl.concat([pl.DataFrame(schema=SCHEMAS[family]), *(each[family] for each in single)]))
        assert content(whole[family]) == content(hashed)
        assert content(combined(family, [each[family] for each in single])) == content(hashed)


@settings(max_examples=30)
@given(st.lists(EVENT, max_size=25), st.lists(EVENT, max_size=25))
def test_in_files_rows_lie_by_measure_then_by_customer_and_bucket(events, others):
    parts = [left_behind(events, "UTC"), left_behind(others, "UTC")]

    for family in FAMILIES:
        lying = combined(family, [part[family] for part in parts])
        order = [name for name in ("measure", "customer_id", "bucket") if name in SCHEMAS[family]]
        assert lying.schema == SCHEMAS[family]
        assert lying.select(order).equals(lying.select(order).sort(order))
        assert content(lying) == content(joined(family, [part[family] for part in parts]))


@settings(max_examples=30)
@given(st.lists(EVENT, max_size=25))
def test_who_was_merged_is_one_in_what_is_combined(events):
    merges = pl.DataFrame({"from_id": [1], "to_id": [5]})
    found = left_behind(events, "UTC")

    for family in FAMILIES:
        whole = combined(family, [found[family]], merges=merges)
        assert content(whole) == content(joined(family, [found[family]], merges=merges))
        assert whole.height == 0 or sections(whole)[-1][1] == whole.height


def test_measures_lie_in_sections():
    frame = pl.DataFrame([(1, 3, 0, 1), (2, 3, 0, 1), (1, 8, 0, 1)], schema=SCHEMAS["counts"], orient="row")

    assert sections(frame) == [(0, 2), (2, 3)]
    assert sections(frame.clear()) == []
    assert sections(pl.DataFrame({"customer_id": [1, 2]})) == [(0, 2)]
