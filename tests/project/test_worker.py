import time
from contextlib import closing
from datetime import timedelta
from math import inf

import pytest
import zstandard
from django.db import transaction

from tenure.customers.queries import customer
from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.opening import open_inbox
from tenure.events.queries import event_count, latest
from tenure.events.rules.vocabulary.messages import message_opened
from tenure.events.services.consume import Consumer
from tenure.journeys import queries as journeys
from tenure.kernel import json
from tenure.messaging import queries as messages
from tenure.messaging.catcher import Catcher
from tenure.messaging.senders import SenderBook
from tenure.platform.models import RecordedEventRow, WorkspaceRow
from tenure.platform.queries import real_now, workspace
from tenure.platform.services.clock import aim_clock, run_clock
from tenure.platform.services.record import record
from tenure.project.worker import Worker
from tests.journeys.scenes import opened
from tests.messaging.scenes import agreed, saved
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def moveo(state):
    row = make_workspace()
    saved(row.to_value())
    opened(row)
    return row


@pytest.fixture
def inbox(home, state):
    with closing(open_inbox(home.path, state.url)) as inbox:
        yield inbox


@pytest.fixture
def worker(inbox):
    with (
        Catcher() as catcher,
        closing(SenderBook(smtp_url=None, catcher_port=catcher.port, from_address="hello@example.com")) as senders,
    ):
        yield Worker(Consumer(inbox), senders)


def _signed_up(moveo, user_id, **traits):
    who = {"user_id": user_id, "timestamp": None, "sent_at": None, "context": {}}
    said = {"email": f"{user_id}@example.com", **traits}
    events = [
        {"kind": "identify", "message_id": f"i-{user_id}", **who, "properties": said},
        {"kind": "track", "message_id": f"t-{user_id}", "name": "signed_up", **who, "properties": {}},
    ]
    body = zstandard.compress(json.encode({"events": events, "refused": []}))
    return InboxRow(moveo.pk, "website", is_browser=False, received_at=int(NOW.timestamp() * 1e6), body=body)


def _names(moveo):
    return [row["name"] or row["kind"] for row in latest(moveo.pk, limit=50).reverse().iter_rows(named=True)]


def test_an_event_goes_once_round_the_loop(moveo, inbox, worker):
    inbox.append([_signed_up(moveo, "ola")])

    worker.settle()

    assert _names(moveo) == ["identify", "signed_up", "journey_entered", "message_queued", "message_sent"]
    assert [mail.to_address for mail in messages.caught(moveo.pk, limit=5)] == ["ola@example.com"]
    assert worker.turn() == 0


def test_an_advance_stops_at_what_falls_due_and_lands_when_all_is_quiet(moveo, inbox, worker):
    inbox.append([_signed_up(moveo, "ola")])
    aim_clock(moveo.pk, target=NOW + timedelta(days=10), actor="system")

    while worker.advance_clocks():
        pass

    exited = latest(moveo.pk, limit=1).row(0, named=True)
    assert (exited["name"], exited["occurred_at"]) == ("journey_exited", NOW + timedelta(days=3))
    assert workspace(moveo.pk).clock.workspace_at == NOW + timedelta(days=10)
    assert WorkspaceRow.objects.get().clock_target_at is None


def test_one_jump_of_the_clock_equals_many(moveo, inbox, worker):
    inbox.append([_signed_up(moveo, "ola")])
    for day in range(1, 11):
        aim_clock(moveo.pk, target=NOW + timedelta(days=day), actor="system")
        while worker.advance_clocks():
            pass

    exited = latest(moveo.pk, limit=1).row(0, named=True)
    assert (exited["name"], exited["occurred_at"]) == ("journey_exited", NOW + timedelta(days=3))
    assert event_count(moveo.pk) == 6
    assert journeys.next_due_at(moveo.pk) is None


def test_a_workspace_younger_than_the_turn_has_its_time(worker, moveo):
    worker.turn()
    younger = make_workspace("Younger", shown=NOW + timedelta(days=1))

    assert worker.now_of(younger.pk) == NOW + timedelta(days=1)


def test_law_l8_an_open_that_waits_for_the_stream_is_taken_back_before_anybody_reads_it(moveo, inbox, worker):
    inbox.append([_signed_up(moveo, "ola")])
    worker.settle()
    ola = customer(moveo.pk, "ola")
    about = messages.messages(moveo.pk, limit=1)[0].about
    with transaction.atomic():
        record(message_opened(about, machine=False, at=NOW), workspace_id=moveo.pk, customer_id=ola.id)
    # In the consumer's hand already: it goes into the stream, and out of it, in one turn.
    RecordedEventRow.objects.update(claim=RecordedEventRow.objects.latest("pk").pk)
    agreed(moveo.to_value(), ola, "withdrawn", purpose="open_tracking")

    worker.settle()

    assert _names(moveo)[-2:] == ["message_sent", "consent_changed"]
    assert messages.open_withdrawals().is_empty()


def test_law_l12_a_receipt_goes_out_in_the_turn_after_the_consent_and_the_clock_stops_at_the_next(moveo, inbox, worker):
    inbox.append([_signed_up(moveo, "kim", country="KR")])
    worker.settle()
    agreed(moveo.to_value(), customer(moveo.pk, "kim"))

    worker.settle()
    aim_clock(moveo.pk, target=NOW + timedelta(days=723), actor="system")
    while worker.advance_clocks():
        pass

    caught = messages.caught(moveo.pk, limit=9)
    assert [mail.subject for mail in caught][:2] == [
        "You receive advertising from Moveo: keep it or end it",
        "You agreed to receive advertising from Moveo",
    ]
    assert caught[0].caught_at == NOW + timedelta(days=723)


def test_a_resting_worker_sees_events_and_aimed_clocks(moveo, inbox, worker):
    worker.settle()
    assert not worker.has_news()

    inbox.append([_signed_up(moveo, "ola")])
    worker.next_flush = 0.0
    assert worker.has_news()

    worker.settle()
    assert not worker.has_news()
    aim_clock(moveo.pk, target=NOW + timedelta(days=1), actor="system")
    assert worker.has_news()


def test_a_request_changes_what_a_resting_worker_looks_at(moveo, inbox, worker):
    worker.settle()
    before = worker.version()

    inbox.append([_signed_up(moveo, "ola")])

    assert worker.version() != before


def test_a_resting_worker_wakes_for_what_a_running_clock_brings(moveo, inbox, worker):
    inbox.append([_signed_up(moveo, "ola")])
    worker.settle()
    worker.next_flush = 0.0
    assert worker.wakes_at() == inf

    run_clock(moveo.pk, rate=1, actor="system", now=real_now())
    worker.turn()

    begun = time.monotonic()
    assert begun < worker.wakes_at() <= begun + timedelta(days=3).total_seconds()


def test_a_resting_worker_wakes_for_its_next_flush(worker):
    worker.next_flush = time.monotonic() + 60

    assert worker.wakes_at() == worker.next_flush
