from datetime import timedelta

import polars as pl

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entrances import Exit, Goal
from tenure.journeys.rules.entries import ACTS
from tenure.journeys.rules.listening import RUNS, listening, matches
from tests.journeys.toys import NOON, Await, Stop, facts, journey, node

WAITING = journey(
    node("pause", Await("opened", "late")),
    node("late", Stop()),
    goal=Goal("bought", "cart = entry.cart", within_days=5),
    exits=(Exit("left"), Exit("bought")),
)
HEARD = listening([Version(20, 1, WAITING)])


def events(*rows):
    told = [(2, at, name, 1, NOON, NOON, properties) for at, (name, properties) in enumerate(rows)]
    return pl.DataFrame(told, schema=ACTS, orient="row")


def runs(*changes, goal_until=NOON + timedelta(days=5)):
    usual = {
        "id": 100,
        "version_id": 20,
        "customer_id": 1,
        "state": "active",
        "node": "pause",
        "entry": '{"cart":"a"}',
        "enrolled_at": NOON,
        "since_seq": 1,
        "since_position": 0,
        "goal_at": None,
        "goal_until": goal_until,
    }
    return pl.DataFrame([{**usual, "row": at, **change} for at, change in enumerate(changes)], schema=RUNS)


def met(told, *changes, heard=HEARD, **more):
    found = matches(events(*told), runs(*changes, **more), heard, facts=facts(), now=NOON)
    return found.select("row", "position", "action", "way").rows()


def test_a_run_is_moved_by_the_first_event_after_its_place():
    told = [("other", "{}"), ("opened", "{}"), ("left", "{}")]

    assert met(told, {}) == [(0, 1, "way", "late")]
    assert met(told, {"since_seq": 2, "since_position": 1}) == [(0, 2, "exit", None)]
    assert met(told, {"since_seq": 3}) == []


def test_the_goal_goes_before_an_exit_by_the_same_event():
    assert met([("bought", '{"cart":"a"}')], {}) == [(0, 0, "goal", None)]
    assert met([("bought", '{"cart":"b"}')], {}) == [(0, 0, "exit", None)]


def test_a_way_opens_only_where_it_begins():
    assert met([("opened", "{}")], {"node": "late"}, {"customer_id": 2}) == []


def test_after_the_end_only_the_goal_counts_and_only_in_time():
    told = [("left", "{}"), ("bought", '{"cart":"a"}')]

    assert met(told, {"state": "completed"}) == [(0, 1, "goal", None)]
    assert met(told, {"state": "held_out", "node": ""}) == [(0, 1, "goal", None)]
    assert met(told, {"state": "completed"}, goal_until=NOON - timedelta(seconds=1)) == []
    assert met(told, {"state": "completed", "goal_at": NOON}) == []


def test_a_paused_run_ends_and_goes_no_way():
    heard = listening([Version(20, 1, WAITING)], paused=[20])

    assert met([("opened", "{}"), ("left", "{}")], {}, heard=heard) == [(0, 1, "exit", None)]
    assert heard.events == {"bought", "left"}
