"""Events and the time act on runs in the order in which things happened."""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entrances import Exit
from tenure.journeys.rules.entries import ACTS, CANDIDATES
from tenure.journeys.rules.listening import listening
from tenure.journeys.rules.passing import World, entered, passed
from tenure.journeys.rules.reentries import terms
from tenure.journeys.rules.runs import ROWS
from tenure.journeys.rules.tables import table
from tests.journeys.toys import AWAITING, NOON, Await, Shout, Stop, facts, journey, node

WAITING = Version(
    20,
    1,
    journey(
        node("hello", Shout("hi")),
        node("pause", Await("opened", "seen")),
        node("done", Stop()),
        node("seen", Shout("ah")),
        node("end", Stop()),
        exits=(Exit("left"),),
        reentry="after_exit",
    ),
)
NOBODY = pl.DataFrame(schema=ROWS)


def world(*versions, limit=100, now=NOON):
    return World(table(versions), listening(versions), terms(list(versions)), AWAITING, facts(), now, limit)


def events(*rows):
    told = [(2, place, name, customer, NOON, NOON, "{}") for place, name, customer in rows]
    return pl.DataFrame(told, schema=ACTS, orient="row")


def coming(*rows):
    told = [(10, 20, customer, f"2:{place}", "{}", 2, place, customer, False) for place, customer in rows]
    return pl.DataFrame(told, schema={**CANDIDATES, "unit": pl.Int64, "is_held": pl.Boolean}, orient="row")


def state(found):
    return found.runs.sort("row").select("customer_id", "state", "node", "reason").rows()


def test_a_run_lives_its_life_in_one_flush():
    found = passed(
        NOBODY,
        events((3, "opened", 1), (5, "left", 2)),
        coming((1, 1), (2, 2)),
        pl.Series([], dtype=pl.Int64),
        world=world(WAITING),
    )

    assert state(found) == [(1, "completed", "end", ""), (2, "exited", "pause", "event:left")]
    assert found.steps.filter(pl.col("row") == 0)["node"].to_list() == ["", "hello", "pause", "seen", "end"]
    # What the run that ended asked for is not done.
    assert found.effects.select("row", "node").rows() == [(0, "hello"), (0, "seen")]


def test_an_event_before_the_entry_is_of_the_past():
    found = passed(NOBODY, events((0, "left", 1)), coming((1, 1)), pl.Series([], dtype=pl.Int64), world=world(WAITING))

    assert state(found) == [(1, "active", "pause", "")]


def test_the_time_moves_whom_no_event_moved():
    first = passed(NOBODY, events(), coming((1, 1), (2, 2)), pl.Series([], dtype=pl.Int64), world=world(WAITING))
    runs = first.runs.with_columns(id=pl.col("row") + 100)
    later = world(WAITING, now=NOON + timedelta(days=1))

    found = passed(runs, events((7, "opened", 1)), coming()[:0], runs["row"], world=later)

    assert state(found) == [(1, "completed", "end", ""), (2, "completed", "done", "")]


def test_who_is_displaced_by_the_event_that_opens_a_way_ends():
    weak = replace(WAITING, journey=replace(WAITING.journey, exclusion="life", priority=10))
    strong = Version(30, 1, journey(node("done", Stop()), key="strong", exclusion="life", priority=90))
    first = passed(NOBODY, events(), coming((1, 1)), pl.Series([], dtype=pl.Int64), world=world(weak, strong))
    runs = first.runs.with_columns(id=pl.col("row") + 100)
    wants = coming((7, 1)).with_columns(journey_id=pl.lit(30, pl.Int64), version_id=pl.lit(30, pl.Int64))

    found = passed(runs, events((7, "opened", 1)), wants, pl.Series([], dtype=pl.Int64), world=world(weak, strong))

    assert state(found) == [(1, "exited", "pause", "displaced:strong"), (1, "completed", "done", "")]


def test_more_than_the_limit_wait_at_the_entry_and_still_end():
    found = passed(
        NOBODY,
        events((9, "left", 3)),
        coming((1, 1), (2, 2), (3, 3)),
        pl.Series([], dtype=pl.Int64),
        world=world(WAITING, limit=1),
    )

    assert state(found) == [
        (1, "active", "pause", ""),
        (2, "active", "", ""),
        (3, "exited", "", "event:left"),
    ]


def test_who_enters_begins_before_the_first_node():
    (row,) = entered(coming((1, 5)).with_columns(goal_days=pl.lit(3, pl.Int64)), after=7, now=NOON).rows(named=True)

    told = ("row", "customer_id", "unit", "state", "node", "visit", "due_at", "goal_until", "since_position")
    assert [row[name] for name in told] == [7, 5, 5, "active", "", 1, NOON, NOON + timedelta(days=3), 1]
