"""The customers room learns traits, email, segments and stage."""

import pytest

from tenure.signals.customer_facts import facts
from tenure.signals.services.refresh import refresh
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace


@pytest.mark.usefixtures("state")
def test_facts_are_what_signals_know():
    workspace = make_workspace()
    flush(
        workspace,
        [
            event("a", kind="identify", email="ada@example.com"),
            event("b", kind="identify", customer=2, email=7, plan="gold"),
        ],
    )
    refresh(workspace.to_value(), NOW)

    known = facts(workspace.pk, [1, 2, 3])

    assert [(each["email"], each["stage"], each["segments"]) for each in known.values()] == [
        ("ada@example.com", "new", []),
        (None, "new", []),
        (None, "new", []),
    ]
    assert [each["traits"].get("email") for each in known.values()] == ["ada@example.com", 7, None]
    assert known[3]["traits"] == {"event_count": 0}
    assert [[(said["trait"], said["reason"]) for said in each["ignored"]] for each in known.values()] == [
        [],
        [("plan", "trait_owned")],
        [],
    ]
