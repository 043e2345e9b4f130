"""What was kept of events that are taken back is read from the stream anew."""

import pytest

from tenure.signals import queries
from tenure.signals.services.forget_measures import forget_measures
from tenure.signals.services.save_definitions import save_trait
from tenure.signals.verify import verify
from tests.signals.streams import NOW, event, flush
from tests.signals.turns import turned
from tests.support.workspaces import make_workspace


@pytest.fixture
def workspace(state):
    row = make_workspace()
    save_trait(row.pk, "reads", {"aggregate": "count", "event": "read"}, now=NOW)
    save_trait(row.pk, "spent", {"aggregate": "sum", "event": "paid", "property": "amount"}, now=NOW)
    flush(row, [event("a", "read"), event("b", "paid", amount=7), event("c", "read", customer=2)])
    turned(row)
    return row


def test_it_is_forgotten_until_the_next_step_and_then_known_again(workspace):
    before = queries.held(workspace.pk).snapshot

    assert forget_measures(workspace.pk, "read", now=NOW) == 1

    assert len(queries.held(workspace.pk).snapshot.measures) == len(before.measures) - 1
    turned(workspace)
    assert queries.held(workspace.pk).snapshot.measures == before.measures
    found = queries.traits(workspace.pk, [1, 2])
    assert (found[1]["reads"], found[1]["spent"], found[2]["reads"]) == (1, 7, 1)
    assert verify(workspace.to_value()) == []


def test_what_no_trait_is_about_leaves_everything_as_it_is(workspace):
    before = queries.held(workspace.pk).snapshot

    assert forget_measures(workspace.pk, "login", now=NOW) == 0
    assert queries.held(workspace.pk).snapshot == before


def test_before_anything_is_kept_nothing_is_forgotten(state):
    row = make_workspace()
    save_trait(row.pk, "reads", {"aggregate": "count", "event": "read"}, now=NOW)

    assert forget_measures(row.pk, "read", now=NOW) == 0
