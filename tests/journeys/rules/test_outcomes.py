"""What was met is told in frames: who rests where, who met what, and what is asked for."""

import numpy as np
import polars as pl

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.outcomes import EFFECTS, STANDING, STEPS, Met, Standing, Telling, column, is_said, said_by
from tenure.journeys.rules.tables import table
from tests.journeys.toys import NOON, Shout, Stop, journey, node

TABLE = table([Version(7, 2, journey(node("hello", Shout("hi")), node("done", Stop())))])
PEOPLE = pl.DataFrame({"row": [5, 6], "version_id": [7, 7], "now": [NOON, NOON]}).cast(
    {"now": pl.Datetime("us", "UTC")}
)
GOES_ON, QUARANTINED, COMPLETED = 0, 1, 3


def standing(spots):
    count = len(spots)
    ones = np.ones(count, dtype=np.int32)
    return Standing(np.arange(count), np.array(spots), ones, np.zeros(count, dtype=np.bool_), None)


def telling():
    return Telling(PEOPLE, pl.Series(["", "gone"]), TABLE)


def test_nobody_met_is_told_in_empty_frames():
    told = telling().advanced()

    assert (told.standing.schema, told.steps.schema, told.effects.schema) == (STANDING, STEPS, EFFECTS)


def test_who_has_a_problem_waits_for_nothing_and_asks_for_nothing():
    said = said_by(
        pl.DataFrame(
            {"effect": ["shout", "shout"], "payload": ["a", "b"], "problem": [None, "no voice"], "due_at": [None, NOON]}
        )
    )
    made = telling()

    made.add(
        Met(standing([1, 1]), said, np.array([GOES_ON, QUARANTINED]), np.array([2, 2]), np.ones(2, dtype=np.int32))
    )

    told = made.advanced()
    assert told.standing.rows() == [(6, "hello", 1, "quarantined", None, "no voice", NOON)]
    assert told.steps.select("row", "node", "arm").rows() == [(5, "hello", None), (6, "hello", None)]
    assert told.effects.select("row", "effect", "payload", "at").rows() == [(5, "shout", "a", NOON)]


def test_who_stands_nowhere_is_told_where_they_stood():
    made = telling()

    made.add(
        Met(standing([2, -1]), {}, np.array([COMPLETED, QUARANTINED]), np.array([-1, -1]), np.ones(2, dtype=np.int32))
    )

    assert made.advanced().standing.select("row", "node", "state").rows() == [
        (5, "done", "completed"),
        (6, "gone", "quarantined"),
    ]


def test_what_a_node_leaves_out_is_null():
    here = standing([1, 1])

    said = said_by(pl.DataFrame({"way": ["done", None], "arm": [None, None], "other": [1, 2]}))

    assert list(said) == ["way"]
    assert is_said(said, "way", here).tolist() == [True, False]
    assert is_said(said, "arm", here).tolist() == [False, False]
    assert column(said, "arm", 2).to_list() == [None, None]
