import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.events.event_vocabulary import check
from tenure.kernel import json
from tenure.kernel.events import Event
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import messages
from tenure.messaging.services.cancel_messages import cancel_messages
from tenure.platform.models import RecordedEventRow
from tests.messaging.scenes import NOW, known, made, queued, saved

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    found = made()
    saved(found)
    return found


def test_what_a_run_asked_for_is_taken_back_with_its_event(workspace):
    ann, bob = known(workspace, "ann", "bob")
    queued(workspace, [ann, bob])

    assert cancel_messages(workspace.id, [ann.id], reason="goal", now=NOW) == 1

    assert [(each.customer_id, each.state, each.reason) for each in messages(workspace.id, limit=5)] == [
        (bob.id, "queued", ""),
        (ann.id, "canceled", "canceled:goal"),
    ]
    event = RecordedEventRow.objects.get(name="message_refused")
    properties = json.decode_object(event.properties)
    assert (properties["reason"], properties["enrollment"]) == ("canceled:goal", f"enr_{ann.id}")
    check(Event(event.name, event.occurred_at, properties, event.message_id))


def test_what_has_left_or_belongs_to_others_stays(workspace):
    ann = known(workspace, "ann")[0]
    other = made("Other")
    queued(workspace, [ann])
    MessageRow.objects.update(state="sending", raw=b"x")

    assert cancel_messages(workspace.id, [ann.id], reason="goal", now=NOW) == 0
    MessageRow.objects.update(state="queued")
    assert cancel_messages(other.id, [ann.id], reason="goal", now=NOW) == 0
    assert cancel_messages(workspace.id, [], reason="goal", now=NOW) == 0
    assert MessageRow.objects.get().state == "queued"


def test_of_what_was_interrupted_nobody_knows_whether_it_arrived(workspace):
    ann = known(workspace, "ann")[0]
    queued(workspace, [ann])
    MessageRow.objects.update(reason="interrupted", attempt_count=1)

    cancel_messages(workspace.id, [ann.id], reason="goal", now=NOW)

    assert (MessageRow.objects.get().state, MessageRow.objects.get().reason) == ("unknown", "interrupted")
    assert RecordedEventRow.objects.filter(name="message_refused").count() == 0


def test_many_runs_take_as_many_statements_as_one(workspace):
    people = known(workspace, *(f"u{number}" for number in range(40)))
    queued(workspace, people)
    counts = []
    for part in (people[:1], people[1:]):
        with CaptureQueriesContext(connection) as seen:
            assert cancel_messages(workspace.id, [each.id for each in part], reason="exit", now=NOW) == len(part)
        counts.append(len(seen))

    assert counts[0] == counts[1]
