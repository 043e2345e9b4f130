"""Traits are what a plain computation over all events says, in any order, any batching and at any time."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.events.rules.rows import SCHEMA
from tenure.kernel import json
from tenure.signals.rules.calendars import NEVER, instant
from tenure.signals.rules.clockfaces import Clockface
from tenure.signals.rules.codec import segment_value, trait_value
from tenure.signals.rules.definitions import EventTrait
from tenure.signals.rules.evaluating import DUE, values
from tenure.signals.rules.folding import folded
from tenure.signals.rules.partials import FAMILIES, joined
from tenure.signals.rules.plans import plan
from tests.signals import reference

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
ZONES = ("UTC", "Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "America/Havana")
TRAITS = [
    trait_value(key, said)
    for key, said in {
        "all_logins": {"event": "login"},
        "logins_7d": {"event": "login", "window": "7d"},
        "logins_prev_7d": {"event": "login", "window": "7d", "ago": "7d"},
        "logins_90m": {"event": "login", "window": "90m"},
        "logins_24h_ago": {"event": "login", "window": "24h", "ago": "3h"},
        "spent": {"aggregate": "sum", "event": "paid", "property": "amount"},
        "spent_3d": {"aggregate": "sum", "event": "paid", "property": "amount", "window": "3d"},
        "least_3d": {"aggregate": "min", "event": "paid", "property": "amount", "window": "3d"},
        "most": {"aggregate": "max", "event": "paid", "property": "amount"},
        "kinds": {"aggregate": "distinct", "events": ["login", "paid"], "property": "what"},
        "kinds_4d": {"aggregate": "distinct", "events": ["login", "paid"], "property": "what", "window": "4d"},
        "first_what": {"aggregate": "first", "event": "paid", "property": "what"},
        "last_what_5d": {"aggregate": "last", "event": "paid", "property": "what", "window": "5d"},
        "first_login": {"aggregate": "first", "event": "login"},
        "last_login_2d": {"aggregate": "last", "event": "login", "window": "2d"},
        "days": {"aggregate": "active_days", "event": "*"},
        "days_6d": {"aggregate": "active_days", "event": "*", "window": "6d"},
        "streak": {"aggregate": "streak", "event": "login"},
        "trend_3d": {"aggregate": "trend", "event": "login", "window": "3d"},
        "trend_2h": {"aggregate": "trend", "event": "login", "window": "2h"},
        "trend_2d_ago": {"aggregate": "trend", "event": "login", "window": "2d", "ago": "3d"},
        "warmth": {"aggregate": "engagement", "events": ["login", "paid"]},
    }.items()
]
SEGMENTS = [
    segment_value("silent", "", {"where": "logins_7d = 0"}),
    segment_value("falling", "", {"where": "logins_7d < 0.7 * logins_prev_7d OR last_active_at < AGO(50h)"}),
]

happened = st.fixed_dictionaries(
    {
        "customer_id": st.integers(1, 3),
        "name": st.sampled_from(["login", "paid", "other"]),
        "kind": st.sampled_from(["track", "track", "track", "page", "identify"]),
        "minutes": st.integers(-25 * 1440, 1440),
        "what": st.sampled_from(["a", "b", "ü", None, 7]),
        "amount": st.sampled_from([0, 1, -2.5, 0.1, 1999, "12", None, True]),
    }
)


def rows(told):
    return pl.DataFrame(
        [
            {
                "message_id": f"m{number:03}",
                "seq": 1,
                "kind": each["kind"],
                "name": each["name"],
                "customer_id": each["customer_id"],
                "occurred_at": NOW + timedelta(minutes=each["minutes"]),
                "source": "website" if number % 7 else "tenure",
                "properties": json.encode_text({"what": each["what"], "amount": each["amount"]}),
            }
            for number, each in enumerate(told)
        ],
        schema=SCHEMA,
    )


def kept(events, made, batches):
    """Return what events leave behind that come in some batches."""
    size = max(1, -(-events.height // batches))
    parts = [folded(batch, made.measures, not_caused_by="tenure", public=()) for batch in events.iter_slices(size)] or [
        folded(events, made.measures, not_caused_by="tenure", public=())
    ]
    return {family: joined(family, [part[family] for part in parts]) for family in FAMILIES}


@settings(max_examples=15)
@given(
    told=st.lists(happened, max_size=30),
    order=st.randoms(use_true_random=False),
    batches=st.integers(1, 5),
    zone=st.sampled_from(ZONES),
    later=st.integers(0, 4 * 1440),
)
def test_any_order_and_any_batching_say_what_a_plain_computation_says(told, order, batches, zone, later):
    now, events = NOW + timedelta(minutes=later), rows(told)
    made = plan(TRAITS, SEGMENTS, zone=zone)
    shuffled = events[order.sample(range(events.height), events.height)] if told else events

    found = kept(shuffled, made, batches)
    customers = pl.Series("customer_id", [1, 2, 3], dtype=pl.Int64)
    shown = values(found, customers, made, Clockface(now, zone))

    everything = events.rows(named=True)
    for row in shown.iter_rows(named=True):
        mine = [each for each in everything if each["customer_id"] == row["customer_id"]]
        for trait in TRAITS:
            assert isinstance(trait, EventTrait)
            expected = reference.value(trait, mine, now=now, zone=zone)
            assert row[trait.key] == expected, (trait.key, row["customer_id"])


@settings(max_examples=15)
@given(told=st.lists(happened, min_size=1, max_size=12), zone=st.sampled_from(ZONES), later=st.integers(1, 9 * 1440))
def test_nothing_changes_by_the_clock_before_it_is_due(told, zone, later):
    made = plan(TRAITS, SEGMENTS, zone=zone)
    found, customers = kept(rows(told), made, 1), pl.Series("customer_id", [1, 2, 3], dtype=pl.Int64)
    before = values(found, customers, made, Clockface(NOW, zone))
    for customer, due in before.select("customer_id", DUE).iter_rows():
        then = NOW + timedelta(minutes=later)
        if due != NEVER:
            assert instant(due) > NOW
            then = min(then, instant(due) - timedelta(microseconds=1))
        after = values(found, customers, made, Clockface(then, zone))
        of = pl.col("customer_id") == customer
        assert after.filter(of).drop(DUE).equals(before.filter(of).drop(DUE))


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_due_is_visited_and_then_comes_later(zone):
    made = plan(TRAITS, SEGMENTS, zone=zone)
    told = [{"customer_id": 1, "name": "login", "kind": "track", "minutes": -5, "what": None, "amount": None}]
    found, customers = kept(rows(told), made, 1), pl.Series("customer_id", [1], dtype=pl.Int64)
    now = NOW
    for _ in range(20):
        due = instant(values(found, customers, made, Clockface(now, zone))[DUE].item())
        assert due > now
        now = due
