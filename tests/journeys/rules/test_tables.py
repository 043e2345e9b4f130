"""Definitions are found by version, node and way."""

import polars as pl
import pytest

from tenure.journeys.rules.definition import ENTRY, ONWARD, Version
from tenure.journeys.rules.tables import END, LOST, NOWHERE, table
from tests.journeys.toys import Await, Rest, Shout, Stop, journey, node

FIRST = Version(
    70, 1, journey(node("hello", Shout("hi")), node("bought", Await("bought", "hello")), node("done", Stop()))
)
SECOND = Version(7, 2, journey(node("done", Rest(1)), node("hello", Shout("ho"))))


@pytest.fixture
def told():
    return table([FIRST, SECOND])


def spots(told, *places):
    ids, nodes = zip(*places, strict=True)
    return told.spots_of(pl.Series(ids), pl.Series(nodes)).tolist()


def test_each_node_of_each_version_has_a_spot(told):
    places = [(70, ENTRY), (70, "hello"), (70, "bought"), (70, "done"), (7, ENTRY), (7, "done"), (7, "hello")]

    assert spots(told, *places) == [0, 1, 2, 3, 4, 5, 6]
    assert [told.nodes[spot] for spot in range(7)] == [name for _, name in places]
    assert [told.kinds[kind] for kind in told.kind_at[:7]] == ["", "shout", "await", "stop", "", "rest", "shout"]


def test_what_is_nowhere_has_none(told):
    assert spots(told, (8, "hello"), (7, "bought"), (70, "gone"), (99, ENTRY)) == [NOWHERE] * 4
    assert table([]).spots_of(pl.Series([7]), pl.Series(["hello"])).tolist() == [NOWHERE]


def test_ways_lead_on_and_back(told):
    following, laps = told.ways_from(
        pl.Series([2, 2, 1, 3, 1, 6]).to_numpy(), pl.Series(["hello", ONWARD, ONWARD, ONWARD, "done", ONWARD])
    )

    assert following.tolist() == [1, 3, 2, END, LOST, END]
    assert laps.tolist() == [1, 0, 0, 0, 0, 0]
    assert told.onward.tolist() == [1, 2, 3, END, 5, 6, END]


def test_the_same_versions_are_put_into_frames_once():
    assert table([FIRST, SECOND]) is table((FIRST, SECOND))
