"""Numbers of a simulation are those of its runs."""

from datetime import date, timedelta

import polars as pl
import pytest

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.simulations import (
    SENT,
    CapHint,
    DayOfEntries,
    DayOfMessages,
    Overlap,
    Reason,
    Surroundings,
    simulation,
)
from tenure.messaging.rules.settings import Cap
from tests.journeys.meeting import journey_of
from tests.journeys.rules.test_simulating import DAY, HELLO, PAUSE, act, simulated
from tests.journeys.toys import NOON

AGAIN = {**HELLO, "id": "again"}


def told(acts, *nodes, caps=(), sent=(), zone="UTC", **more):
    journey = journey_of(*nodes, holdout=0, **more)
    around = Surroundings(zone, caps, {"welcome": "service"}, pl.DataFrame(sent, schema=SENT), ("Mind this.",))
    made = simulated(acts, journey)
    return simulation(made, Version(7, 3, journey), around=around, span=(NOON, NOON + 30 * DAY))


def other(customer_id, at, journey="other"):
    return {"customer_id": customer_id, "channel": "email", "journey": journey, "message_class": "service", "at": at}


def test_what_ended_runs_is_counted():
    acts = [*(act("signed_up", each, NOON) for each in (1, 2, 3)), act("closed", 1, NOON), act("left", 2, NOON + DAY)]

    found = told(acts, PAUSE, HELLO, exit=[{"event": "closed"}, {"event": "left"}])

    assert found.exited == [Reason("event:closed", 1), Reason("event:left", 1)]
    assert (found.entered_count, found.completed_count, found.message_count) == (3, 1, 1)
    assert found.notes[-1] == "Mind this."


def test_days_are_those_of_the_workspace():
    at = NOON + timedelta(hours=4)

    assert told([act("signed_up", 1, at)], HELLO).messages == [DayOfMessages(date(2026, 3, 2), "email", 1)]
    assert told([act("signed_up", 1, at)], HELLO, zone="Asia/Seoul").messages == [
        DayOfMessages(date(2026, 3, 3), "email", 1)
    ]


def test_entries_are_counted_by_day():
    later = NOON + timedelta(hours=13)
    acts = [act("signed_up", 1, NOON), act("signed_up", 2, NOON), act("signed_up", 3, later)]

    assert told(acts, HELLO).entries == [DayOfEntries(date(2026, 3, 2), 2, 0), DayOfEntries(date(2026, 3, 3), 1, 0)]
    watched = simulation(
        simulated(acts, journey_of(HELLO, holdout=0.9)),
        Version(7, 3, journey_of(HELLO, holdout=0.9)),
        around=Surroundings("UTC", (), {}, pl.DataFrame(schema=SENT), ()),
        span=(NOON, NOON + DAY),
    )
    assert sum(each.held_out_count for each in watched.entries) == watched.held_out_count > 0


@pytest.mark.parametrize(
    ("cap", "own", "with_others"),
    [
        (Cap(1, 24, classes=("service",)), 1, 2),
        (Cap(2, 24, classes=("service",)), 0, 1),
        (Cap(1, 24, classes=("marketing",)), 0, 0),
        (Cap(1, 24, per="journey", classes=("service",)), 1, 1),
    ],
)
def test_messages_over_a_cap_are_counted(cap, own, with_others):
    sent = [other(1, NOON - timedelta(hours=1))]

    found = told([act("signed_up", 1, NOON)], HELLO, AGAIN, caps=[cap], sent=sent)

    assert found.caps == [CapHint(cap.sentence, own, with_others)]


def test_other_journeys_of_the_same_day_are_named():
    sent = [other(1, NOON + timedelta(hours=2)), other(2, NOON + DAY), other(3, NOON), other(1, NOON, "third")]

    found = told([act("signed_up", each, NOON) for each in (1, 2)], HELLO, sent=sent)

    assert found.overlaps == [Overlap("other", 1), Overlap("third", 1)]
