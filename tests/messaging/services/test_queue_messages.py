import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.events.event_vocabulary import check
from tenure.kernel import json
from tenure.kernel.events import Event
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import message_counts, messages
from tenure.messaging.rules.gate import TIME_TO_LIVE
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.services import queue_messages as module
from tenure.platform.models import EffectRow, RecordedEventRow
from tenure.platform.services.effects import perform_effects
from tests.messaging.scenes import NOW, known, made, queued, saved, wished

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made()


def test_a_wish_becomes_one_message_in_the_outbox(workspace):
    saved(workspace)
    (ann,) = known(workspace, "ann")

    assert queued(workspace, [ann]) == 1

    (message,) = messages(workspace.id, limit=10)
    assert message.public_id.startswith("msg_")
    assert (message.customer_id, message.state, message.reason) == (ann.id, "queued", "")
    assert (message.channel, message.template, message.journey, message.message_class) == (
        "email",
        "welcome",
        "welcome",
        "service",
    )
    assert (message.queued_at, message.due_at, message.expires_at) == (NOW, NOW, NOW + TIME_TO_LIVE)
    assert (message.raw, message.message_id_header, message.to_address, message.subject) == (None, None, None, None)
    row = MessageRow.objects.get()
    assert (row.source_kind, row.source_id) == ("enrollment", f"{ann.id}:hello:0")
    assert EffectRow.objects.get().done_at is not None


def test_the_wish_is_told_as_an_event(workspace):
    (ann,) = known(workspace, "ann")

    queued(workspace, [ann])

    (message,) = messages(workspace.id, limit=10)
    event = RecordedEventRow.objects.get()
    assert (event.workspace_id, event.customer_id, event.name, event.occurred_at) == (
        workspace.id,
        ann.id,
        "message_queued",
        NOW,
    )
    assert event.message_id == f"message_queued:{message.public_id}"
    assert json.decode(event.properties) == {
        "message": message.public_id,
        "channel": "email",
        "template": "welcome",
        "journey": "welcome",
        "enrollment": f"enr_{ann.id}",
        "node": "hello",
        "arm": None,
    }


def test_the_same_wish_twice_is_one_message(workspace):
    people = known(workspace, "ann", "bob")
    queued(workspace, people[:1])

    EffectRow.objects.update(done_at=None)
    wished(workspace, people)
    perform_effects(lambda _: NOW)

    assert message_counts(workspace.id)["queued"] == 2
    assert RecordedEventRow.objects.count() == 2
    assert EffectRow.objects.filter(done_at=None).count() == 0


def test_without_its_event_there_is_no_message(workspace, monkeypatch):
    def fails(_):
        raise RuntimeError

    people = known(workspace, "ann")
    monkeypatch.setattr(module, "record_many", fails)

    with pytest.raises(RuntimeError):
        queued(workspace, people)

    assert MessageRow.objects.count() == 0
    assert EffectRow.objects.get().done_at is None


def test_where_languages_differ_the_strictest_class_is_shown(workspace):
    saved(workspace)
    saved(workspace, locale="ko", message_class=MessageClass.MARKETING)

    queued(workspace, known(workspace, "ann"))

    assert messages(workspace.id, limit=1)[0].message_class == "marketing"


def test_a_thousand_wishes_take_as_many_statements_as_ten(workspace):
    people = known(workspace, *(f"u{number}" for number in range(1_010)))
    counts = []
    for part in (people[:10], people[10:]):
        wished(workspace, part)
        with CaptureQueriesContext(connection) as seen:
            assert perform_effects(lambda _: NOW) == len(part)
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert message_counts(workspace.id)["queued"] == 1_010


def test_events_are_those_of_the_vocabulary():
    frame = pl.DataFrame(
        {
            "customer_id": [1, 2],
            "public_id": ["msg_1", "msg_2"],
            "source_run": ["enrollment:1", ""],
            "node": ["hello", None],
            "arm": pl.Series([None, None], dtype=pl.String),
            "channel": "email",
            "template": "t",
            "journey": [None, "j"],
        }
    )

    for row in module.queued_events(frame, workspace_id=1, now=NOW).rows(named=True):
        check(Event(row["name"], row["occurred_at"], json.decode_object(row["properties"]), row["message_id"]))
