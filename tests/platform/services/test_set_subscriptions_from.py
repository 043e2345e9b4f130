import pytest

from tenure.platform.queries import audit_links, workspace
from tenure.platform.services.set_subscriptions_from import set_subscriptions_from
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_subscriptions_come_from_where_a_team_says_and_the_log_says_who_said_so(state):
    row = make_workspace()

    changed = set_subscriptions_from(row.pk, "stripe", actor="key:key_1")

    assert changed.subscriptions_from == workspace(row.pk).subscriptions_from == "stripe"
    (link,) = audit_links(row.pk, limit=5)
    assert (link.entry.actor, link.entry.act, link.entry.subject, link.entry.fields) == (
        "key:key_1",
        "workspace.subscriptions_set",
        "workspace:ws_Moveo",
        ("subscriptions_from",),
    )


def test_to_say_the_same_again_is_no_act(state):
    row = make_workspace()

    set_subscriptions_from(row.pk, "events", actor="key:key_1")

    assert audit_links(row.pk, limit=5) == []
