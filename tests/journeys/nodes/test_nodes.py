"""Every kind of node that a room offers fits the engine, and reads well."""

from dataclasses import fields

import pytest

from tenure.journeys.queries import node_types
from tenure.journeys.rules import codec
from tenure.journeys.rules.engine import DUE
from tenure.journeys.rules.node_types import OUTCOME
from tests.journeys.kinds import KINDS
from tests.journeys.scenes import WELCOME, spelled

BESIDE = {"journey", "version", "priority", "kind", "chosen", "resumed", "place", "next", "lap", "leads"}
TAKEN = {*DUE, *OUTCOME, *BESIDE}


def test_the_nodes_of_this_room_are_found():
    assert set(KINDS) <= set(node_types())


@pytest.mark.parametrize("kind", sorted(node_types()))
def test_settings_are_described_and_take_no_name_of_the_engine(kind):
    declared = fields(node_types()[kind].settings)

    assert {field.name for field in declared} & TAKEN == set()
    assert [field.name for field in declared if not field.metadata["help"].endswith(".")] == []
    assert str(node_types()[kind].label)


def test_the_welcome_journey_round_trips():
    journey = spelled()

    assert [(node.id, node.kind) for node in journey.nodes] == [("hello", "send"), ("pause", "wait"), ("done", "end")]
    assert codec.to_yaml(journey) == codec.to_yaml(codec.from_yaml(codec.to_yaml(journey), node_types=node_types()))
    assert codec.from_yaml(WELCOME, node_types=node_types()) == journey
