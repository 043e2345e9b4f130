from datetime import timedelta

import pytest

from tenure.kernel.errors import NotFound
from tenure.messaging import queries
from tenure.messaging.models import MessageRow
from tests.messaging.scenes import NOW, known, made, queued, saved

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made()


def test_messages_come_newest_first_and_page_by_page(workspace):
    ann, bob = known(workspace, "ann", "bob")
    for node in ("a", "b"):
        queued(workspace, [ann, bob], node=node)

    first = queries.messages(workspace.id, limit=3)
    rest = queries.messages(workspace.id, limit=3, before=first[-1].id)

    ids = [each.id for each in [*first, *rest]]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 4
    assert {each.customer_id for each in queries.messages(workspace.id, customer_id=ann.id, limit=9)} == {ann.id}


def test_messages_are_found_by_state_and_counted_in_each(workspace):
    queued(workspace, known(workspace, "ann", "bob"))
    MessageRow.objects.filter(customer_id=known(workspace, "ann")[0].id).update(state="failed")

    assert [each.state for each in queries.messages(workspace.id, state="failed", limit=9)] == ["failed"]
    assert queries.message_counts(workspace.id) == {
        "queued": 1,
        "sending": 0,
        "sent": 0,
        "failed": 1,
        "unknown": 0,
        "refused": 0,
        "canceled": 0,
    }


def test_nothing_is_seen_from_another_workspace(workspace):
    saved(workspace)
    queued(workspace, known(workspace, "ann"))
    other = made("Other")

    public_id = queries.messages(workspace.id, limit=1)[0].public_id
    assert queries.messages(other.id, limit=9) == []
    assert queries.templates(other.id) == []
    assert queries.caught(other.id, limit=9) == []
    assert queries.next_due_at(other.id) is None
    for missing in (
        lambda: queries.message(other.id, public_id),
        lambda: queries.template(other.id, "welcome"),
        lambda: queries.caught_message(other.id, 1),
    ):
        with pytest.raises(NotFound):
            missing()


def test_what_is_due_is_told_by_each_workspace_s_own_clock(workspace):
    other = made("Other")
    queued(workspace, known(workspace, "ann"))
    queued(other, known(other, "bob"))
    early = NOW - timedelta(seconds=1)

    assert queries.due_messages({}, limit=9) == []
    assert [owner for owner, _ in queries.due_messages({workspace.id: NOW, other.id: early}, limit=9)] == [workspace.id]
    assert len(queries.due_messages({workspace.id: NOW, other.id: NOW}, limit=1)) == 1
    assert queries.next_due_at(workspace.id) == NOW
