"""Counts follow every move."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.journeys.rules import counts, engine
from tenure.journeys.rules.definition import ENTRY, Version
from tests.journeys.toys import NOON, TOYS, Rest, Shout, Stop, journey, node

WELCOME = Version(7, 1, journey(node("hello", Shout("hi")), node("pause", Rest(3)), node("done", Stop())))
BEFORE = {**engine.DUE, "is_new": pl.Boolean}


def changed(*rows):
    before = pl.DataFrame([(at, 7, at, *row) for at, row in enumerate(rows)], schema=BEFORE, orient="row")
    moved = engine.advance(before, engine.table([WELCOME]), node_types=TOYS, now=NOON)
    return {row[1]: row[2:] for row in counts.changes(before, moved).iter_rows()}


def test_who_enters_is_counted_at_each_node_and_is_where_they_wait():
    assert changed((ENTRY, 1, True)) == {"": (1, 0, 0), "hello": (1, 0, 0), "pause": (1, 1, 0)}


def test_who_was_admitted_later_leaves_the_entry():
    assert changed((ENTRY, 1, False)) == {"": (1, -1, 0), "hello": (1, 0, 0), "pause": (1, 1, 0)}


def test_who_goes_on_leaves_the_wait():
    assert changed(("pause", 1, False)) == {"pause": (0, -1, 0), "done": (1, 0, 0)}


def test_who_is_stuck_is_counted_as_such():
    assert changed(("lost", 1, False)) == {"lost": (0, -1, 1)}


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from([ENTRY, "pause"]), st.just(1), st.booleans()), max_size=6))
def test_nobody_is_lost(rows):
    moved = changed(*(row if row[0] == ENTRY else ("pause", 1, False) for row in rows))

    came = sum(1 for row in rows if row[0] == ENTRY and row[2])
    done = sum(1 for row in rows if row[0] == "pause")
    assert sum(here for _, here, _ in moved.values()) == came - done
