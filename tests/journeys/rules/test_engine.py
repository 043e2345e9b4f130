"""The engine moves everyone until they wait, end or cannot go on."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.journeys.rules import engine
from tenure.journeys.rules.definition import ENTRY, Version
from tenure.journeys.rules.outcomes import EFFECTS, STANDING, STEPS
from tenure.journeys.rules.tables import table
from tests.journeys.toys import NOON, TOYS, Rest, Shout, Stop, facts, journey, node

WELCOME = Version(
    7,
    2,
    journey(
        node("hello", Shout("hi")), node("pause", Rest(3)), node("again", Shout("hey", times=2)), node("done", Stop())
    ),
)


def due(*rows):
    names = ["row", "version_id", "customer_id", "node", "visit"]
    given = pl.DataFrame(rows, schema={name: engine.DUE[name] for name in names}, orient="row")
    unsaid = {name: pl.lit(None, kind) for name, kind in engine.DUE.items() if name not in names}
    return given.with_columns(**unsaid).select(engine.DUE.names())


def advanced(rows, *versions, node_types=TOYS, now=NOON):
    definitions = table(versions or [WELCOME])
    return engine.advance(rows, definitions, node_types=node_types, now=now, facts=facts())


def standing(result):
    names = ["node", "visit", "state", "due_at", "reason"]
    return {row["row"]: tuple(row[name] for name in names) for row in result.standing.iter_rows(named=True)}


def steps(result):
    return sorted(result.steps.select("row", "node", "visit").iter_rows())


def effects(result):
    return sorted(result.effects.select("row", "node", "visit", "effect", "payload").iter_rows())


def test_who_enters_goes_on_until_the_first_wait():
    result = advanced(due((0, 7, 100, ENTRY, 1)))

    assert standing(result) == {0: ("pause", 1, "active", NOON + timedelta(days=3), "")}
    assert steps(result) == [(0, "", 1), (0, "hello", 1), (0, "pause", 1)]
    assert effects(result) == [(0, "hello", 1, "shout", "hi x1")]


def test_who_has_waited_goes_on_to_the_end():
    result = advanced(due((0, 7, 100, "pause", 1)))

    assert standing(result) == {0: ("done", 1, "completed", None, "")}
    assert steps(result) == [(0, "again", 1), (0, "done", 1)]
    assert effects(result) == [(0, "again", 1, "shout", "hey x2")]


def test_a_journey_may_end_without_saying_so():
    result = advanced(due((0, 1, 100, ENTRY, 1)), Version(1, 1, journey(node("hello", Shout("hi")))))

    assert standing(result) == {0: ("hello", 1, "completed", None, "")}


def test_each_customer_stays_on_the_version_they_entered():
    newer = Version(8, 3, journey(node("hello", Shout("good day")), node("done", Stop())))

    result = advanced(due((0, 7, 100, ENTRY, 1), (1, 8, 100, ENTRY, 1)), WELCOME, newer)

    assert effects(result) == [(0, "hello", 1, "shout", "hi x1"), (1, "hello", 1, "shout", "good day x1")]
    assert standing(result)[1] == ("done", 1, "completed", None, "")


def test_a_node_is_told_whose_turn_it_is():
    told = []

    def visit(customers, context):
        told.append(customers.select("customer_id", "journey", "version", "node", "visit", "resumed").rows())
        return customers

    advanced(due((0, 7, 100, "pause", 1)), node_types={**TOYS, "rest": replace(TOYS["rest"], visit=visit)})

    assert told == [[(100, "welcome", 2, "pause", 1, True)]]


def test_each_way_back_begins_another_visit():
    circle = Version(1, 1, journey(node("hello", Shout("hi")), node("pause", Rest(1), next="hello")))

    first = advanced(due((0, 1, 100, ENTRY, 1)), circle)
    second = advanced(due((0, 1, 100, "pause", 1)), circle)

    assert steps(first) == [(0, "", 1), (0, "hello", 1), (0, "pause", 1)]
    assert steps(second) == [(0, "hello", 2), (0, "pause", 2)]
    assert standing(second) == {0: ("pause", 2, "active", NOON + timedelta(days=1), "")}


def test_a_circle_without_a_wait_does_not_hang_the_engine():
    circle = Version(1, 1, journey(node("hello", Shout("hi"), next="hello")))

    result = advanced(due((0, 1, 100, ENTRY, 1)), circle)

    assert standing(result)[0][2:] == ("quarantined", None, "goes in circles without a wait")


def test_a_node_skipped_by_next_is_not_met():
    jump = Version(
        1, 1, journey(node("hello", Shout("hi"), next="done"), node("never", Shout("no")), node("done", Stop()))
    )

    assert steps(advanced(due((0, 1, 100, ENTRY, 1)), jump)) == [(0, "", 1), (0, "done", 1), (0, "hello", 1)]


def test_a_customer_whose_data_breaks_a_node_is_quarantined_alone():
    def visit(customers, context):
        return customers.with_columns(
            effect=pl.lit("shout"), payload=pl.col("customer_id").cast(pl.Int8, strict=True).cast(pl.String)
        )

    everyone = due(*((row, 7, row, ENTRY, 1) for row in range(200)))
    result = advanced(everyone, node_types={**TOYS, "shout": replace(TOYS["shout"], visit=visit)})

    states = result.standing.sort("row")["state"]
    assert states.to_list() == ["active"] * 128 + ["quarantined"] * 72
    assert "i8" in standing(result)[199][4]
    assert result.effects.height == 128


def test_a_problem_that_a_node_names_quarantines_without_an_effect():
    def visit(customers, context):
        return customers.with_columns(
            effect=pl.lit("shout"),
            payload=pl.lit("x"),
            due_at="now",
            problem=pl.when(pl.col("customer_id") == 2).then(pl.lit("has no voice")),
        )

    result = advanced(
        due((0, 7, 1, ENTRY, 1), (1, 7, 2, ENTRY, 1)),
        node_types={**TOYS, "shout": replace(TOYS["shout"], visit=visit)},
    )

    assert standing(result)[1] == ("hello", 1, "quarantined", None, "has no voice")
    assert effects(result) == [(0, "hello", 1, "shout", "x")]


def test_our_own_mistake_in_a_node_stops_the_run_rather_than_quarantining_everyone():
    def visit(customers, context):
        return customers.select("no such column")

    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        advanced(due((0, 7, 1, ENTRY, 1)), node_types={**TOYS, "shout": replace(TOYS["shout"], visit=visit)})


@pytest.mark.parametrize("where", [(99, ENTRY), (7, "gone")])
def test_who_stands_nowhere_is_quarantined(where):
    version_id, place = where

    result = advanced(due((0, version_id, 1, place, 1)))

    assert standing(result) == {0: (place, 1, "quarantined", None, "stands at a node that is not in this version")}


def test_nobody_due_means_nothing_happens():
    result = advanced(due())

    assert result.standing.equals(pl.DataFrame(schema=STANDING))
    assert result.steps.equals(pl.DataFrame(schema=STEPS))
    assert result.effects.equals(pl.DataFrame(schema=EFFECTS))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from([ENTRY, "hello", "pause", "again", "done"]), max_size=8), st.data())
def test_the_same_comes_out_in_any_order_and_in_any_batches(places, data):
    rows = [(row, 7, row, place, 1) for row, place in enumerate(places)]
    together = advanced(due(*rows))
    cut = data.draw(st.integers(0, len(rows)))
    shuffled = data.draw(st.permutations(rows))

    parts = [advanced(due(*shuffled[:cut])), advanced(due(*shuffled[cut:]))]

    assert standing(together) == standing(parts[0]) | standing(parts[1])
    assert steps(together) == sorted(steps(parts[0]) + steps(parts[1]))
    assert effects(together) == sorted(effects(parts[0]) + effects(parts[1]))
