import pytest

from tenure.messaging.erase import addresses, erase
from tenure.messaging.models import CaughtRow, MessageRow
from tests.messaging.scenes import NOW, known, made, queued, saved

pytestmark = pytest.mark.db


def test_messages_and_what_the_catcher_caught_of_them_are_removed(state):
    workspace = made()
    saved(workspace)
    ann, bob = known(workspace, "ann", "bob")
    queued(workspace, [ann, bob])
    for message in MessageRow.objects.all():
        CaughtRow.objects.create(
            workspace_id=workspace.id, message=message, from_address="a@b", to_address="c@d", raw=b"x", caught_at=NOW
        )

    assert erase(workspace.id, [ann.id], now=NOW) == {"messages": 1, "caught_mail": 1, "consent_notices": 0}

    assert list(MessageRow.objects.values_list("customer_id", flat=True)) == [bob.id]
    assert CaughtRow.objects.get().message.customer_id == bob.id
    assert erase(made("other").id, [bob.id], now=NOW) == {"messages": 0, "caught_mail": 0, "consent_notices": 0}


def test_the_addresses_that_messages_went_to_are_told(state):
    workspace = made()
    saved(workspace)
    ann, bob = known(workspace, "ann", "bob")
    queued(workspace, [ann, bob])
    MessageRow.objects.filter(customer_id=ann.id).update(to_address="ann@example.com")

    assert addresses(workspace.id, [ann.id, bob.id]) == ["ann@example.com"]
