from datetime import timedelta

import polars as pl
import pytest

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entrances import EveryDays, Goal
from tenure.journeys.rules.reentries import KNOWN, decided, held_out, terms
from tests.journeys.toys import NOON, Stop, journey, node

WANTED = {
    "journey_id": pl.Int64,
    "version_id": pl.Int64,
    "customer_id": pl.Int64,
    "entry_key": pl.String,
    "is_held": pl.Boolean,
}


def version(number=20, **more):
    return Version(number, 1, journey(node("done", Stop()), key=f"j{number}", **more))


def wanted(*rows):
    told = [(row[1] // 2, row[1], row[0], "", False) if len(row) == 2 else row for row in rows]
    return pl.DataFrame(told, schema=WANTED, orient="row")


def run(state="completed", *, number=20, key="", ago=0, goal_until=None, arm=""):
    return (number // 2, number, 1, key, state, arm, NOON - timedelta(days=ago), goal_until)


def known(*rows):
    return pl.DataFrame([(at, *row) for at, row in enumerate(rows)], schema=KNOWN, orient="row")


def enters(candidates, before, *versions):
    found = decided(candidates, known(*before), terms(list(versions)), now=NOON)
    entering = found.entering.select("customer_id", "version_id").rows()
    return entering, found.refused.select("version_id", "other").rows(), found.displaced.select("row", "other").rows()


@pytest.mark.parametrize(
    ("reentry", "before", "may"),
    [
        ("never", [], True),
        ("never", [run()], False),
        ("after_exit", [run(key="1:0")], True),
        ("after_exit", [run("active", key="1:0")], False),
        ("after_exit", [run("quarantined", key="1:0")], False),
        ("after_exit", [run("held_out", key="1:0")], True),
        ("after_exit", [run("held_out", key="1:0", goal_until=NOON + timedelta(days=1))], False),
        ("after_exit", [run()], False),
        (EveryDays(5), [run(key="1:0", ago=5)], True),
        (EveryDays(5), [run(key="1:0", ago=4)], False),
        (EveryDays(5), [run("active", key="1:0", ago=9)], False),
        ("per_key", [run("active", key="other")], True),
        ("per_key", [run("completed")], False),
    ],
)
def test_who_was_in_a_journey_may_enter_again_by_its_rule(reentry, before, may):
    entering, _, _ = enters(wanted((1, 20)), before, version(reentry=reentry))

    assert entering == ([(1, 20)] if may else [])


def test_of_those_that_exclude_each_other_the_higher_priority_enters():
    versions = version(20, exclusion="life", priority=10), version(30, exclusion="life", priority=90)

    assert enters(wanted((1, 20), (1, 30), (2, 20)), [], *versions) == ([(1, 30), (2, 20)], [(20, "j30")], [])


def test_who_is_in_one_is_displaced_by_a_higher_priority_only():
    low, same, high = (version(n, exclusion="life", priority=p) for n, p in ((20, 10), (30, 10), (40, 90)))
    before = [run("active")]

    assert enters(wanted((1, 30)), before, low, same, high) == ([], [(30, "j20")], [])
    assert enters(wanted((1, 40)), before, low, same, high) == ([(1, 40)], [], [(0, "j40")])


def test_who_is_only_watched_displaces_nobody_and_is_in_nobodys_way():
    low, high = version(20, exclusion="life", priority=10), version(40, exclusion="life", priority=90)
    held = wanted((20, 40, 1, "", True), (10, 20, 1, "", False))

    assert enters(held, [], low, high) == ([(1, 40), (1, 20)], [], [])
    assert enters(held[:1], [run("active")], low, high) == ([(1, 40)], [], [])
    assert enters(held[:1], [run("active", number=40)], low, high) == ([], [], [])


def test_who_is_held_out_of_the_less_important_is_watched_only_where_they_would_have_come_in():
    low, high = version(20, exclusion="life", priority=10), version(40, exclusion="life", priority=90)
    both = wanted((20, 40, 1, "", False), (10, 20, 1, "", True))

    assert enters(both, [], low, high) == ([(1, 40)], [(20, "j40")], [])
    assert enters(both[1:], [], low, high) == ([(1, 20)], [], [])


def test_the_terms_are_those_of_the_definition():
    found = terms([version(20, reentry=EveryDays(3), goal=Goal("bought", within_days=9), exclusion="life", priority=7)])

    assert found.rows() == [(20, "j20", "every_days", 3, "life", 7, 9)]


def test_a_share_is_held_out_and_the_workspaces_share_beside_it():
    units = pl.Series(range(10_000), dtype=pl.Int64)

    alone = held_out(units, version(holdout=0.1), salt="ws_1", everywhere=0.0)
    beside = held_out(units, version(holdout=0.1), salt="ws_1", everywhere=0.1)

    assert 900 < alone.sum() < 1_100
    assert 1_750 < beside.sum() < 2_050
    assert held_out(units, version(holdout=0.0), salt="ws_1", everywhere=0.5).sum() == 0
