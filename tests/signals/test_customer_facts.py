"""The customers room learns traits and email."""

import pytest

from tenure.signals.customer_facts import facts
from tenure.signals.services.refresh import refresh
from tests.signals.streams import event, flush
from tests.support.workspaces import make_workspace


@pytest.mark.usefixtures("state")
def test_facts_are_the_email_and_all_traits():
    workspace = make_workspace()
    flush(
        workspace,
        [event("a", kind="identify", email="ada@example.com"), event("b", kind="identify", customer=2, email=7)],
    )
    refresh(workspace.pk)

    assert facts(workspace.pk, [1, 2, 3]) == {
        1: {"email": "ada@example.com", "traits": {"event_count": 1, "email": "ada@example.com"}},
        2: {"email": None, "traits": {"event_count": 1, "email": 7}},
        3: {"email": None, "traits": {"event_count": 0}},
    }
