"""One jump of the clock leaves what any steps leave, at local midnights and to the minute."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.kernel import json
from tenure.platform.models import RecordedEventRow
from tenure.signals import queries
from tenure.signals.services.save_definitions import save_segment, save_trait
from tenure.signals.verify import verify
from tests.signals.acts import NOW, event
from tests.signals.streams import flush
from tests.signals.turns import turned
from tests.support.workspaces import make_workspace

NUMBERS = count()
MOMENT = timedelta(microseconds=1)
# The beginning of the day that follows, in UTC: no midnight in Havana, two of them, half an hour on Lord Howe.
MIDNIGHTS = [
    ("America/New_York", "2026-03-07", "2026-03-08T05:00"),
    ("America/New_York", "2026-11-01", "2026-11-02T05:00"),
    ("Europe/Warsaw", "2026-03-29", "2026-03-29T22:00"),
    ("Europe/Warsaw", "2026-10-25", "2026-10-25T23:00"),
    ("Australia/Lord_Howe", "2026-04-05", "2026-04-05T13:30"),
    ("Australia/Lord_Howe", "2026-10-04", "2026-10-04T13:00"),
    ("America/Havana", "2026-03-07", "2026-03-08T05:00"),
    ("America/Havana", "2026-10-31", "2026-11-01T04:00"),
    ("Asia/Seoul", "2028-02-29", "2028-02-29T15:00"),
]

pytestmark = pytest.mark.usefixtures("state")


def made(zone):
    workspace = make_workspace(f"W{next(NUMBERS)}")
    workspace.time_zone = zone
    workspace.save()
    for key, window in (("logins_2d", "2d"), ("logins_7d", "7d"), ("logins_24h", "24h"), ("logins_90m", "90m")):
        save_trait(workspace.pk, key, {"event": "login", "window": window}, now=NOW)
        save_segment(workspace.pk, key, key, {"where": f"{key} > 0"}, now=NOW)
    save_trait(workspace.pk, "trend", {"aggregate": "trend", "event": "login", "window": "2d", "ago": "1d"}, now=NOW)
    save_segment(workspace.pk, "rising", "", {"where": "trend > 0 OR streak_days >= 2"}, now=NOW)
    save_segment(workspace.pk, "resting", "", {"where": "last_active_at < AGO(30h)"}, now=NOW)
    return workspace


def visited(workspace, *, to):
    """Visit every instant at which something is due, as the worker does, and return them."""
    dues = []
    while (due := queries.next_due_at(workspace.pk)) is not None and due <= to:
        turned(workspace, due)
        dues.append(due)
    turned(workspace, to)
    return dues


def inside(workspace, key, *, customer=1):
    return key in queries.segments_of(workspace.pk, [customer])[customer]


def moves(workspace):
    rows = RecordedEventRow.objects.filter(workspace_id=workspace.pk).order_by("occurred_at", "customer_id", "name")
    return sorted((row.occurred_at, row.customer_id, row.name, row.properties) for row in rows)


@pytest.mark.parametrize(("zone", "day", "end"), MIDNIGHTS)
def test_windows_of_days_end_at_a_midnight_of_the_workspace(zone, day, end):
    workspace = made(zone)
    # The last day of both windows is the one that ends so.
    first, second = (date.fromisoformat(day) - timedelta(days=back) for back in (6, 1))
    early, late = (datetime.combine(each, time(12), ZoneInfo(zone)).astimezone(UTC) for each in (first, second))
    gone = datetime.fromisoformat(end).replace(tzinfo=UTC)
    flush(workspace, [event("a", "login") | {"occurred_at": early}])
    flush(workspace, [event("b", "login", customer=2) | {"occurred_at": late}])
    turned(workspace, late)

    visited(workspace, to=gone - MOMENT)
    assert (inside(workspace, "logins_7d"), inside(workspace, "logins_2d", customer=2)) == (True, True)

    assert visited(workspace, to=gone) == [gone]
    assert (inside(workspace, "logins_7d"), inside(workspace, "logins_2d", customer=2)) == (False, False)
    assert [
        (at, who, json.decode_object(said)["segment"])
        for at, who, name, said in moves(workspace)
        if (name, at) == ("segment_left", gone)
    ] == [
        (gone, 1, "logins_7d"),
        (gone, 2, "logins_2d"),
    ]


@pytest.mark.parametrize(("zone", "_day", "end"), MIDNIGHTS)
def test_shorter_windows_end_with_their_minute(zone, _day, end):
    workspace = made(zone)
    at = datetime.fromisoformat(end).replace(tzinfo=UTC) - timedelta(minutes=30, seconds=-59)
    flush(workspace, [event("a", "login") | {"occurred_at": at}])
    turned(workspace, at)

    for key, minutes in (("logins_90m", 90), ("logins_24h", 1_440)):
        gone = at.replace(second=0) + timedelta(minutes=minutes)
        visited(workspace, to=gone - MOMENT)
        assert inside(workspace, key)

        assert visited(workspace, to=gone) == [gone]
        assert not inside(workspace, key)


ACTS = st.lists(st.tuples(st.integers(1, 3), st.integers(-12 * 1_440, 300)), min_size=1, max_size=8)
STEPS = st.lists(st.integers(1, 3 * 1_440), min_size=1, max_size=3)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, steps=STEPS, zone=st.sampled_from(sorted({zone for zone, _, _ in MIDNIGHTS})))
def test_one_jump_is_any_jumps_and_never_leads_back(state, acts, steps, zone):
    here, there = made(zone), made(zone)
    for workspace in (here, there):
        flush(
            workspace,
            [
                event(f"m{place}", "login", customer=customer, minutes=minutes)
                for place, (customer, minutes) in enumerate(acts)
            ],
        )
        turned(workspace)
    end = NOW + timedelta(minutes=sum(steps))

    at_once = visited(here, to=end)
    in_steps, now = [], NOW
    for step in steps:
        now += timedelta(minutes=step)
        in_steps += visited(there, to=now)

    assert at_once == in_steps == sorted(set(at_once))
    assert moves(here) == moves(there)
    ids = [1, 2, 3]
    assert queries.segments_of(here.pk, ids) == queries.segments_of(there.pk, ids)
    assert queries.traits(here.pk, ids) == queries.traits(there.pk, ids)
    assert verify(here.to_value()) == []
