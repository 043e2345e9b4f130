import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.messaging.services.cancel_messages import cancel_messages
from tenure.platform.models import RecordedEventRow
from tests.messaging.scenes import NOW, known, made, queued, saved

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    workspace = made()
    saved(workspace)
    return workspace


def standing():
    return list(MessageRow.objects.order_by("id").values_list("state", "reason"))


def canceled(workspace, people):
    # In these scenes an enrollment has the number of its customer.
    ids = [each.id for each in people]
    return cancel_messages(workspace.id, ids, customer_ids=ids, reason="merged", now=NOW)


def test_a_message_that_waits_is_refused_and_the_stream_is_told(workspace):
    ann, bob = known(workspace, "ann", "bob")
    queued(workspace, [ann, bob])
    RecordedEventRow.objects.all().delete()

    assert canceled(workspace, [ann]) == 1

    assert standing() == [("refused", "merged"), ("queued", "")]
    event = RecordedEventRow.objects.get()
    assert (event.customer_id, event.name) == (ann.id, "message_refused")
    assert json.decode_object(event.properties)["reason"] == "merged"


def test_a_message_of_another_enrollment_or_beyond_recall_goes_its_way(workspace):
    ann, bob = known(workspace, "ann", "bob")
    queued(workspace, [ann, bob])
    MessageRow.objects.filter(customer_id=ann.id).update(state="sending", raw=b"x")

    assert cancel_messages(workspace.id, [ann.id], customer_ids=[ann.id, bob.id], reason="merged", now=NOW) == 0

    assert standing() == [("sending", ""), ("queued", "")]


def test_many_messages_cost_the_statements_of_one(workspace):
    people = known(workspace, *(f"user-{n}" for n in range(40)))
    queued(workspace, people)

    def statements(some):
        with CaptureQueriesContext(connection) as captured:
            assert canceled(workspace, some) == len(some)
        return len(captured)

    assert statements(people[:1]) == statements(people[1:])
