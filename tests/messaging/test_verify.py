import pytest

from tenure.messaging import verify as module
from tenure.messaging.models import MessageRow
from tenure.messaging.verify import verify
from tenure.platform.models import EffectRow, RecordedEventRow
from tests.messaging.scenes import NOW, known, made, queued

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    made_here = made()
    queued(made_here, known(made_here, "ann"))
    return made_here


def _details(workspace):
    return [(breach.check, breach.detail.partition(": ")[2]) for breach in verify(workspace)]


def _public_id():
    return MessageRow.objects.get().public_id


def _send(workspace):
    MessageRow.objects.update(state="sent", raw=b"x", sent_at=NOW)
    RecordedEventRow.objects.create(
        workspace_id=workspace.id,
        name="message_sent",
        occurred_at=NOW,
        properties=f'{{"message":"{_public_id()}"}}',
        message_id=f"message_sent:{_public_id()}",
    )


def test_an_honest_outbox_has_no_breaches(workspace):
    assert verify(workspace) == []

    _send(workspace)

    assert verify(workspace) == []


def test_an_effect_without_its_message_is_found(workspace):
    MessageRow.objects.all().delete()

    key = EffectRow.objects.get().key
    assert _details(workspace) == [("messaging.effects", f"effect {key} is done, and there is no message of it")]


def test_a_message_without_its_effect_is_found(workspace):
    EffectRow.objects.update(done_at=None)

    assert _details(workspace) == [("messaging.effects", f"message {_public_id()} comes of no effect that is done")]


def test_a_sent_message_without_its_event_is_found(workspace):
    _send(workspace)
    RecordedEventRow.objects.filter(name="message_sent").delete()

    assert _details(workspace) == [("messaging.sent_events", f"message {_public_id()} is sent, and 0 events say so")]


def test_a_message_told_twice_is_found(workspace):
    _send(workspace)
    RecordedEventRow.objects.create(
        workspace_id=workspace.id,
        name="message_sent",
        occurred_at=NOW,
        properties=f'{{"message":"{_public_id()}"}}',
        message_id="another",
    )

    assert _details(workspace) == [("messaging.sent_events", f"message {_public_id()} is sent, and 2 events say so")]


def test_an_event_of_a_message_that_is_not_sent_is_found(workspace):
    _send(workspace)
    MessageRow.objects.update(state="queued")

    assert _details(workspace) == [
        ("messaging.sent_events", f"an event says that message {_public_id()} is sent, and it is not")
    ]


def test_a_stream_that_cannot_be_read_is_told(workspace, monkeypatch):
    def fails(_):
        raise OSError("gone")

    monkeypatch.setattr(module, "scan", fails)

    assert _details(workspace) == [("messaging.sent_events", "the stream cannot be read: gone")]


def test_one_workspace_is_not_blamed_for_another(workspace):
    EffectRow.objects.update(done_at=None)

    assert verify(made("Other")) == []
