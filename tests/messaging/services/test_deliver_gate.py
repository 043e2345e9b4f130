"""The gate and the outbox together: who is refused, who waits, who goes first, with the reason on the message."""

from datetime import UTC, datetime, timedelta

import pytest

from tenure.customers.queries import customer
from tenure.messaging.models import LinkRow, MessageRow
from tenure.messaging.queries import message, messages
from tenure.messaging.rules.settings import Cap, QuietHours
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.services import deliver as module
from tenure.messaging.services.deliver import SenderBook, deliver
from tenure.platform.models import RecordedEventRow, WorkspaceRow
from tests.messaging.scenes import NOW, agreed, described, known, made, queued, saved, settled
from tests.messaging.sink import sink

pytestmark = pytest.mark.db

DAY = timedelta(hours=24)


@pytest.fixture
def server():
    with sink() as running:
        yield running


@pytest.fixture
def senders(server):
    book = SenderBook(smtp_url=server.url, catcher_port=None, from_address="hello@moveo.example")
    yield book
    book.close()


@pytest.fixture
def workspace(state):
    found = made(deliver="smtp")
    settled(found, caps=(Cap(1, 24),))
    saved(found, message_class=MessageClass.MARKETING)
    return found


@pytest.fixture
def ann(workspace, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "name": "Ann", "locale": "en"})
    found = known(workspace, "ann")[0]
    agreed(workspace, found)
    return found


def _deliver(senders, now=NOW):
    return deliver(lambda _: now, senders=senders)


def _by_journey(workspace):
    return {each.journey: each for each in messages(workspace.id, limit=50)}


@pytest.mark.parametrize("order", [("low", "high"), ("high", "low")])
def test_of_two_journeys_the_higher_priority_always_wins_and_the_lower_shows_when_its_turn_is(
    workspace, ann, senders, server, order
):
    for journey in order:
        queued(workspace, [ann], journey=journey, node=journey, priority={"low": 10, "high": 90}[journey])

    _deliver(senders)

    found = _by_journey(workspace)
    assert (found["high"].state, found["high"].reason) == ("sent", "")
    assert (found["low"].state, found["low"].reason) == ("queued", "cap:1 per 24h")
    assert found["low"].deferred_until == NOW + DAY
    assert len(server.mails) == 1

    assert _deliver(senders, now=NOW + DAY - timedelta(seconds=1)) == 0
    assert _deliver(senders, now=NOW + DAY) == 1
    assert _by_journey(workspace)["low"].state == "sent"


def test_a_rival_wins_though_a_pass_had_no_slot_for_it(workspace, ann, senders, monkeypatch):
    queued(workspace, [ann], journey="low", node="low", priority=10)
    queued(workspace, [ann], journey="high", node="high", priority=90)
    monkeypatch.setattr(module, "SLOTS", 1)

    _deliver(senders)

    assert {name: each.state for name, each in _by_journey(workspace).items()} == {"low": "queued", "high": "sent"}


def test_who_cannot_be_written_takes_no_place(workspace, ann, senders):
    saved(workspace, key="broken", message_class=MessageClass.MARKETING, text="{{ customer.nothing }}")
    queued(workspace, [ann], journey="low", node="low", priority=10)
    queued(workspace, [ann], journey="high", node="high", priority=90, template="broken")

    _deliver(senders)

    assert {name: each.state for name, each in _by_journey(workspace).items()} == {"low": "sent", "high": "refused"}


def test_when_the_one_that_went_first_fails_the_place_is_free_again(workspace, ann, senders, server):
    queued(workspace, [ann], journey="low", node="low", priority=10)
    queued(workspace, [ann], journey="high", node="high", priority=90)
    server.replies["DATA"].append("554 5.6.0 Not like this")

    _deliver(senders)
    assert _by_journey(workspace)["high"].state == "failed"
    _deliver(senders)

    assert {name: each.state for name, each in _by_journey(workspace).items()} == {"low": "sent", "high": "failed"}


def test_in_a_live_workspace_the_last_place_is_kept_open_for_a_second(workspace, ann, senders):
    WorkspaceRow.objects.update(clock_rate=1.0)
    queued(workspace, [ann], journey="low", node="low", priority=10)

    _deliver(senders)
    assert _by_journey(workspace)["low"].deferred_until == NOW + timedelta(seconds=1)
    queued(workspace, [ann], journey="high", node="high", priority=90, now=NOW + timedelta(seconds=0.5))
    _deliver(senders, now=NOW + timedelta(seconds=1))
    assert _by_journey(workspace)["low"].reason == "cap:1 per 24h"
    _deliver(senders, now=NOW + timedelta(seconds=1.5))

    assert {name: each.state for name, each in _by_journey(workspace).items()} == {"low": "queued", "high": "sent"}


def test_transactional_messages_are_never_capped_and_take_no_place(workspace, ann, senders, server):
    saved(workspace, key="receipt", message_class=MessageClass.TRANSACTIONAL)
    for number in range(3):
        queued(workspace, [ann], node=f"n{number}", template="receipt")
    queued(workspace, [ann], node="news")

    _deliver(senders)

    assert len(server.mails) == 4


def test_a_message_waits_for_the_morning_and_then_goes(workspace, ann, senders, server, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "time_zone": "America/New_York"})
    settled(workspace, quiet_hours=(QuietHours("21:00", "08:00"),))
    queued(workspace, [ann])

    _deliver(senders)

    morning = datetime(2026, 3, 1, 13, tzinfo=UTC)
    (waiting,) = messages(workspace.id, limit=5)
    assert (waiting.state, waiting.reason) == ("queued", "quiet_hours:until 08:00 America/New_York")
    assert (waiting.deferred_until, waiting.raw, server.mails) == (morning, None, [])
    assert _deliver(senders, now=morning) == 1
    assert len(server.mails) == 1


def test_what_would_outlive_itself_while_it_waits_is_refused_at_once(workspace, ann, senders, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "time_zone": "America/New_York"})
    settled(workspace, quiet_hours=(QuietHours("21:00", "08:00"),))
    queued(workspace, [ann], expires_hours=1)

    _deliver(senders)

    (stopped,) = messages(workspace.id, limit=5)
    assert (stopped.state, stopped.reason, stopped.expires_at) == ("refused", "expired", NOW + timedelta(hours=1))
    assert RecordedEventRow.objects.filter(name="message_refused").count() == 1


def test_what_caps_and_quiet_hours_held_is_asked_about_again_when_they_change(workspace, ann, senders):
    queued(workspace, [ann], node="a")
    queued(workspace, [ann], node="b")
    _deliver(senders)
    assert _deliver(senders) == 0

    settled(workspace, caps=())

    assert _deliver(senders) == 1
    assert {each.state for each in messages(workspace.id, limit=5)} == {"sent"}


def test_who_unsubscribes_between_queue_and_send_gets_nothing(workspace, ann, senders, server, monkeypatch):
    queued(workspace, [ann])
    written = module.drafts

    def leaves_meanwhile(*args, **kwargs):
        found = written(*args, **kwargs)
        agreed(workspace, ann, "withdrawn")
        return found

    monkeypatch.setattr(module, "drafts", leaves_meanwhile)

    _deliver(senders)

    (stopped,) = messages(workspace.id, limit=5)
    assert (stopped.state, stopped.reason, server.mails) == ("refused", "no_consent:email", [])


def test_a_recipient_nobody_knows_is_not_written_to_again(workspace, ann, senders, server):
    saved(workspace, key="receipt", message_class=MessageClass.TRANSACTIONAL)
    server.replies["RCPT"].append("550 5.1.1 No such user")
    queued(workspace, [ann], node="a", template="receipt")
    _deliver(senders)
    queued(workspace, [ann], node="b", template="receipt")
    _deliver(senders)

    second, first = messages(workspace.id, limit=5)
    assert (first.state, first.reason, first.bounced_at) == ("failed", "smtp_550:5.1.1 No such user", NOW)
    assert (second.state, second.reason) == ("refused", "suppressed")
    assert RecordedEventRow.objects.filter(name="message_bounced").count() == 1


def test_a_full_box_is_written_to_again(workspace, ann, senders, server):
    saved(workspace, key="receipt", message_class=MessageClass.TRANSACTIONAL)
    server.replies["RCPT"].append("552 5.2.2 Mailbox full")
    queued(workspace, [ann], node="a", template="receipt")
    _deliver(senders)
    queued(workspace, [ann], node="b", template="receipt")
    _deliver(senders)

    assert [each.state for each in messages(workspace.id, limit=5)] == ["sent", "failed"]


def test_a_workspace_sends_under_its_own_name_and_address(workspace, ann, senders, server):
    settled(workspace, sender_name="Ola", sender_address="ola@moveo.example", reply_to="desk@moveo.example")
    queued(workspace, [ann])

    _deliver(senders)

    sent = message(workspace.id, _newest(workspace))
    assert server.envelopes == [("ola@moveo.example", ["ann@example.com"])]
    assert (sent.mail.header("From"), sent.mail.header("Reply-To")) == ("Ola <ola@moveo.example>", "desk@moveo.example")


def test_the_links_of_marketing_lead_by_way_of_this_house_and_those_of_receipts_do_not(workspace, ann, senders):
    body = '<p><a href="https://moveo.example/plans?a=1&amp;b=2">Plans</a></p>'
    saved(workspace, key="receipt", message_class=MessageClass.TRANSACTIONAL, body=body)
    saved(workspace, key="news", message_class=MessageClass.MARKETING, body=body)
    queued(workspace, [ann], node="a", template="receipt")
    queued(workspace, [ann], node="b", template="news")

    _deliver(senders)

    news, receipt = [message(workspace.id, each.public_id) for each in messages(workspace.id, limit=5)]
    assert "https://moveo.example/plans" in receipt.html
    assert "https://moveo.example/plans" not in news.html
    assert 'href="http://127.0.0.1:8000/go/' in news.html


def test_a_link_that_says_who_the_customer_is_is_neither_stored_nor_tracked(workspace, ann, senders):
    body = '<a href="https://moveo.example/?who={{ customer.email }}">You</a>'
    saved(workspace, key="news", message_class=MessageClass.MARKETING, body=body)
    queued(workspace, [ann], template="news")

    _deliver(senders)

    assert 'href="https://moveo.example/?who=ann@example.com"' in message(workspace.id, _newest(workspace)).html
    assert LinkRow.objects.count() == 0


def test_a_message_lives_from_when_it_was_asked_for(workspace, ann, senders):
    queued(workspace, [ann], now=NOW + timedelta(hours=30))

    _deliver(senders, now=NOW + timedelta(hours=30))

    (stopped,) = messages(workspace.id, limit=5)
    assert (stopped.state, stopped.reason, stopped.expires_at) == ("refused", "expired", NOW + DAY)


def _newest(workspace):
    return messages(workspace.id, limit=1)[0].public_id


def test_what_was_interrupted_stays_so_while_it_waits(workspace, ann, senders, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "time_zone": "America/New_York"})
    settled(workspace, quiet_hours=(QuietHours("21:00", "08:00"),))
    queued(workspace, [ann])
    MessageRow.objects.update(
        reason="interrupted", attempt_count=1, raw=b"x", to_address="ann@example.com", message_class="marketing"
    )

    _deliver(senders)

    (waiting,) = messages(workspace.id, limit=5)
    assert (waiting.state, waiting.reason) == ("queued", "interrupted")
    assert waiting.due_at == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert customer(workspace.id, "ann").id == ann.id
