"""Counts follow every move."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tenure.journeys.rules import counts
from tests.journeys.toys import NOON

NAMES = {
    "version_id": pl.Int64,
    "node": pl.String,
    "state": pl.String,
    "arm": pl.String,
    "goal_at": pl.Datetime("us", "UTC"),
}
STEPS = {"version_id": pl.Int64, "node": pl.String}


def runs(*rows):
    told = [(7, node, state, "holdout" if state == "held_out" else "", goal) for node, state, goal in rows]
    return pl.DataFrame(told, schema=NAMES, orient="row")


def changed(before, after, *steps):
    met = pl.DataFrame([(7, node) for node in steps], schema=STEPS, orient="row")
    return {row[1]: row[2:] for row in counts.changes(runs(*before), runs(*after), met).iter_rows()}


def test_who_enters_is_counted_at_each_node_and_is_where_they_wait():
    found = changed([], [("pause", "active", None)], "", "hello", "pause")

    assert found == {"": (1, 0, 0, 0, 0, 0, 0), "hello": (1, 0, 0, 0, 0, 0, 0), "pause": (1, 1, 0, 0, 0, 0, 0)}


def test_who_waits_at_the_entry_has_not_entered():
    assert changed([], [("", "active", None)]) == {"": (0, 1, 0, 0, 0, 0, 0)}
    assert changed([("", "active", None)], [("pause", "active", None)], "pause") == {
        "": (1, -1, 0, 0, 0, 0, 0),
        "pause": (1, 1, 0, 0, 0, 0, 0),
    }


def test_who_is_stuck_or_left_is_counted_where_they_stood():
    before = [("pause", "active", None), ("pause", "active", None)]

    found = changed(before, [("pause", "quarantined", None), ("pause", "exited", NOON)])

    assert found == {"pause": (0, -2, 1, 1, 0, 0, 0), "": (0, 0, 0, 0, 0, 1, 0)}


def test_who_is_only_watched_has_counts_of_their_own():
    assert changed([], [("", "held_out", None)]) == {"": (0, 0, 0, 0, 1, 0, 0)}
    assert changed([("", "held_out", None)], [("", "held_out", NOON)]) == {"": (0, 0, 0, 0, 0, 0, 1)}


RUN = st.tuples(
    st.sampled_from(["", "a"]), st.sampled_from(["active", "completed", "exited"]), st.sampled_from([None, NOON])
)


@given(st.lists(RUN, max_size=6), st.lists(RUN, max_size=6), st.lists(RUN, max_size=6))
def test_changes_one_after_the_other_are_the_changes_at_once(one, two, three):
    steps = pl.DataFrame(schema=STEPS)
    first, second = counts.changes(runs(*one), runs(*two), steps), counts.changes(runs(*two), runs(*three), steps)

    assert counts.summed([first, second]).equals(counts.changes(runs(*one), runs(*three), steps))
