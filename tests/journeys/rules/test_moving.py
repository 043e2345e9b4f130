import polars as pl
import pytest

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.moving import moved, refuse_lost
from tenure.kernel.errors import BadInput
from tests.journeys.toys import Rest, Stop, journey, node

TARGET = Version(9, 3, journey(node("later", Rest(1)), node("done", Stop())))


def runs(*rows):
    return pl.DataFrame(rows, schema={"version_id": pl.Int64, "node": pl.String, "visit": pl.Int32}, orient="row")


def test_a_run_goes_on_at_the_node_that_is_said_and_meets_it_once_more():
    found = moved(runs((1, "pause", 2), (1, "later", 1), (1, "", 1)), TARGET, {"pause": "later"})

    assert found.rows() == [(9, "later", 3), (9, "later", 2), (9, "", 1)]


def test_a_node_that_is_gone_needs_another_one():
    with pytest.raises(BadInput, match="1 at 'gone', 2 at 'pause'") as caught:
        refuse_lost(runs((1, "pause", 1), (2, "pause", 1), (1, "gone", 1), (1, "later", 1)), TARGET, {})
    assert caught.value.field == "nodes"


def test_a_node_cannot_be_one_that_the_version_has_not():
    with pytest.raises(BadInput, match="no node 'gone'") as caught:
        refuse_lost(runs(), TARGET, {"pause": "gone"})
    assert caught.value.field == "nodes.pause"


def test_nobody_is_lost_where_every_node_is_there():
    refuse_lost(runs((1, "pause", 1), (1, "", 1)), TARGET, {"pause": "later"})
