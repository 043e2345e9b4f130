"""Profiles are the same however the events came."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.events.rules.rows import SCHEMA as ROWS
from tenure.kernel import json
from tenure.signals.rules import profiles

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def event(message_id, *, customer=1, kind="track", minutes=0, source="website", **properties):
    return {
        "message_id": message_id,
        "customer_id": customer,
        "kind": kind,
        "source": source,
        "occurred_at": MONDAY + timedelta(minutes=minutes),
        "properties": json.encode_text(properties),
    }


def folded(events):
    rows = pl.DataFrame(events, schema={**dict.fromkeys(ROWS, pl.Null), **{name: ROWS[name] for name in event("m")}})
    return profiles.profiles(rows.lazy(), not_caused_by="tenure")


def stated(rows):
    return {
        (row["customer_id"], row["key"]): json.decode(row["value"])
        for row in profiles.exploded(rows).iter_rows(named=True)
    }


def counted(rows):
    return dict(rows.select("customer_id", "event_count").iter_rows())


def test_every_kind_of_event_counts_but_tenure_s_own_and_those_of_nobody():
    rows = folded(
        [
            event("a", kind="identify"),
            event("b", kind="page"),
            event("c", customer=2, kind="group"),
            event("d", source="tenure"),
            event("e", customer=None),
        ]
    )

    assert counted(rows) == {1: 2, 2: 1}


def test_a_customer_of_whom_only_tenure_spoke_has_a_profile_with_no_events():
    rows = folded([event("a", source="tenure")])

    assert counted(rows) == {1: 0}


def test_only_an_identify_states_traits():
    rows = folded([event("a", kind="identify", plan="pro"), event("b", kind="group", seats=3)])

    assert stated(rows) == {(1, "plan"): "pro"}


def test_the_last_statement_by_time_wins_whatever_came_first():
    rows = folded(
        [
            event("a", kind="identify", minutes=9, plan="pro"),
            event("b", kind="identify", minutes=1, plan="basic", city="Busan"),
        ]
    )

    assert stated(rows) == {(1, "plan"): "pro", (1, "city"): "Busan"}


def test_of_two_statements_at_one_instant_the_greater_message_id_wins():
    events = [event("b", kind="identify", plan="pro"), event("a", kind="identify", plan="basic")]

    assert stated(folded(events)) == {(1, "plan"): "pro"}
    assert stated(folded(events[::-1])) == {(1, "plan"): "pro"}


def test_values_of_any_type_stay_as_they_were_said():
    said = {"n": 12345678901234567, "f": 0.1, "none": None, "list": [1, {"a": "ż"}], 'quote"d': '"', "yes": True}

    rows = folded([event("a", kind="identify", **said)])

    assert stated(rows) == {(1, key): value for key, value in said.items()}


def test_no_events_make_no_profiles():
    assert folded([]).equals(pl.DataFrame(schema=profiles.SCHEMA))


EVENTS = st.lists(
    st.builds(
        event,
        st.uuids().map(str),
        customer=st.sampled_from([1, 2, 3, None]),
        kind=st.sampled_from(["identify", "track"]),
        minutes=st.integers(0, 3),
        source=st.sampled_from(["website", "tenure"]),
        plan=st.sampled_from(["basic", "pro", None]),
    ),
    max_size=12,
    unique_by=lambda row: row["message_id"],
)


@settings(deadline=None, max_examples=50)
@given(EVENTS, st.data())
def test_any_batching_in_any_order_gives_the_same_profiles(events, data):
    shuffled = data.draw(st.permutations(events))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=4)))
    batches = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True)]

    together = pl.DataFrame(schema=profiles.SCHEMA)
    for batch in batches:
        together = profiles.merged(together, folded(batch))

    assert together.equals(folded(events))
