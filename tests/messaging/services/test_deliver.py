from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import message, message_counts, messages, next_due_at
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.services import deliver as module
from tenure.messaging.services.deliver import SenderBook, deliver
from tenure.messaging.services.recover import recover
from tenure.platform.models import RecordedEventRow
from tenure.platform.services.sending import pause_sending, resume_sending
from tests.messaging.scenes import NOW, agreed, described, known, made, queued, saved
from tests.messaging.sink import sink

pytestmark = pytest.mark.db


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
    return made(deliver="smtp")


@pytest.fixture
def ann(workspace, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "name": "Ann Żak", "locale": "en-GB"})
    return known(workspace, "ann")[0]


def _deliver(senders, now=NOW):
    return deliver(lambda _: now, senders=senders)


def _events(name):
    return [
        json.decode(properties)
        for properties in RecordedEventRow.objects.filter(name=name).values_list("properties", flat=True)
    ]


def _only(workspace):
    (found,) = messages(workspace.id, limit=10)
    return message(workspace.id, found.public_id)


def test_a_message_is_written_sent_and_told(workspace, ann, senders, server):
    saved(workspace)
    queued(workspace, [ann])

    assert _deliver(senders) == 1

    sent = _only(workspace)
    assert (sent.state, sent.reason, sent.sent_at, sent.attempt_count) == ("sent", "", NOW, 1)
    assert (sent.subject, sent.to_address, sent.locale, sent.template_version) == (
        "Welcome to Moveo",
        "ann@example.com",
        "en",
        1,
    )
    assert sent.message_id_header == f"<{sent.public_id}@moveo.example>"
    assert server.envelopes == [("hello@moveo.example", ["ann@example.com"])]
    assert _events("message_sent") == [
        {
            "message": sent.public_id,
            "channel": "email",
            "template": "welcome",
            "journey": "welcome",
            "enrollment": f"enr_{ann.id}",
            "node": "hello",
            "arm": None,
        }
    ]
    assert _deliver(senders) == 0


def test_what_is_shown_is_what_arrived_byte_for_byte(workspace, ann, senders, server):
    saved(workspace, body="<p>Hi {{ customer.name }} 안녕</p>\n.\n..\n" + "long " * 400)
    queued(workspace, [ann])

    _deliver(senders)

    sent = _only(workspace)
    arrived = message_from_bytes(server.mails[0], policy=policy.default)
    assert sent.raw == server.mails[0]
    assert sent.html == arrived.get_body(("html",)).get_content()
    assert sent.text == arrived.get_body(("plain",)).get_content()
    assert "Hi Ann Żak 안녕" in sent.html
    assert arrived["Message-ID"] == sent.message_id_header
    assert (arrived["From"], arrived["To"], arrived["X-Tenure-Message"]) == (
        "Moveo <hello@moveo.example>",
        "ann@example.com",
        sent.public_id,
    )


def test_a_customer_reads_the_own_language(workspace, senders, monkeypatch):
    described(monkeypatch, kim={"email": "kim@example.com", "locale": "ko"})
    saved(workspace)
    saved(workspace, locale="ko", subject="환영합니다", version=3)
    queued(workspace, known(workspace, "kim"))

    _deliver(senders)

    assert (_only(workspace).subject, _only(workspace).locale, _only(workspace).template_version) == (
        "환영합니다",
        "ko",
        3,
    )


def test_one_that_cannot_be_written_stops_no_other(workspace, senders, server, monkeypatch):
    described(
        monkeypatch,
        ann={"email": "ann@example.com", "city": "Kraków"},
        bob={"email": "bob@example.com"},
        cat={"city": "Seoul"},
        dan={"email": "not an address", "city": "Seoul"},
    )
    saved(workspace, body="<p>{{ customer.city }}</p>", text="")
    queued(workspace, known(workspace, "ann", "bob", "cat", "dan"))

    assert _deliver(senders) == 4

    found = messages(workspace.id, limit=10)
    assert [(each.state, each.reason) for each in reversed(found)] == [
        ("sent", ""),
        ("refused", "missing_variable:customer.city"),
        ("refused", "no_address"),
        ("refused", "bad_address"),
    ]
    assert len(server.mails) == 1
    assert [event["reason"] for event in _events("message_refused")] == [
        "missing_variable:customer.city",
        "no_address",
        "bad_address",
    ]


def test_a_template_or_channel_that_is_not_there_refuses_the_message(workspace, ann, senders):
    queued(workspace, [ann], node="a", template="nope")
    queued(workspace, [ann], node="b", channel="pigeon")

    _deliver(senders)

    assert [each.reason for each in reversed(messages(workspace.id, limit=10))] == [
        "no_template:nope",
        "no_channel:pigeon",
    ]


def test_marketing_goes_to_nobody_who_did_not_agree(workspace, ann, senders, server):
    saved(workspace, message_class=MessageClass.MARKETING)
    queued(workspace, [ann])

    _deliver(senders)

    assert (_only(workspace).state, _only(workspace).reason) == ("refused", "no_consent:email")
    assert server.mails == []


def test_marketing_says_from_where_it_comes_or_stays_here(workspace, ann, senders, server):
    saved(workspace, message_class=MessageClass.MARKETING)
    agreed(workspace, ann)
    queued(workspace, [ann])

    _deliver(senders)

    assert (_only(workspace).state, _only(workspace).reason) == ("refused", "no_postal_address")
    assert server.mails == []


def test_the_gate_is_asked_again_when_the_message_is_committed(workspace, ann, senders, server, monkeypatch):
    saved(workspace)
    queued(workspace, [ann])
    written = module.drafts

    def withdraws_meanwhile(*args, **kwargs):
        found = written(*args, **kwargs)
        MessageRow.objects.update(state="refused", reason="taken back")
        return found

    monkeypatch.setattr(module, "drafts", withdraws_meanwhile)

    assert _deliver(senders) == 0
    assert server.mails == []
    assert _only(workspace).reason == "taken back"


def test_a_message_older_than_a_day_is_not_sent(workspace, ann, senders, server):
    saved(workspace)
    queued(workspace, [ann])

    _deliver(senders, now=NOW + timedelta(hours=24))

    assert (_only(workspace).state, _only(workspace).reason) == ("refused", "expired")
    assert server.mails == []


def test_a_workspace_without_a_sender_waits_and_says_so(workspace, ann):
    saved(workspace)
    queued(workspace, [ann])
    book = SenderBook(smtp_url=None, catcher_port=None, from_address="hello@moveo.example")

    assert _deliver(book) == 0
    assert _deliver(book) == 0

    assert (_only(workspace).state, _only(workspace).reason) == ("queued", "no_sender")
    book.close()


def test_those_without_a_sender_do_not_hold_up_the_others(workspace, ann, server, monkeypatch):
    saved(workspace)
    queued(workspace, [ann])
    caught = made("Other")
    described(monkeypatch, kim={"email": "kim@example.com"})
    saved(caught)
    queued(caught, known(caught, *["kim"], *(f"u{n}" for n in range(20))))
    book = SenderBook(smtp_url=server.url, catcher_port=None, from_address="hello@moveo.example")
    described(monkeypatch, ann={"email": "ann@example.com"})

    assert _deliver(book) == 1

    assert message_counts(workspace.id)["sent"] == 1
    assert {each.reason for each in messages(caught.id, limit=50)} == {"no_sender"}
    book.close()


def test_a_passing_no_is_tried_again_with_the_same_bytes(workspace, ann, senders, server):
    saved(workspace)
    queued(workspace, [ann])
    server.replies["DATA"].append("451 4.7.1 Later")

    assert _deliver(senders) == 1
    first = _only(workspace)
    assert (first.state, first.reason, first.attempt_count) == ("queued", "smtp_451:4.7.1 Later", 1)
    assert next_due_at(workspace.id) == NOW + timedelta(minutes=1)
    assert _deliver(senders) == 0

    assert _deliver(senders, now=NOW + timedelta(minutes=1)) == 1
    assert (_only(workspace).state, _only(workspace).attempt_count, _only(workspace).reason) == ("sent", 2, "")
    assert server.mails == [first.raw]
    assert next_due_at(workspace.id) is None


def test_five_noes_are_a_failure(workspace, ann, senders, server):
    saved(workspace)
    queued(workspace, [ann])
    server.replies["RCPT"].extend(["450 no"] * 5)

    now = NOW
    for _ in range(5):
        _deliver(senders, now=now)
        now = next_due_at(workspace.id) or now

    assert now - NOW == timedelta(minutes=156)
    assert (_only(workspace).state, _only(workspace).reason, _only(workspace).attempt_count) == (
        "failed",
        "smtp_450:no",
        5,
    )
    assert [event["reason"] for event in _events("message_failed")] == ["smtp_450:no"]
    assert server.mails == []


def test_a_bounce_is_a_failure(workspace, ann, senders, server):
    saved(workspace)
    queued(workspace, [ann])
    server.replies["RCPT"].append("550 5.1.1 No such user")

    _deliver(senders)

    assert (_only(workspace).state, _only(workspace).reason) == ("failed", "smtp_550:5.1.1 No such user")
    assert len(_events("message_failed")) == 1


def test_while_nobody_answers_messages_wait_and_no_attempt_is_lost(workspace, ann):
    saved(workspace)
    queued(workspace, [ann])
    with sink() as gone:
        url = gone.url
    book = SenderBook(smtp_url=url, catcher_port=None, from_address="hello@moveo.example")

    assert _deliver(book) == 0

    waiting = _only(workspace)
    assert (waiting.state, waiting.attempt_count, waiting.due_at) == ("queued", 0, NOW)
    assert waiting.reason.startswith("smtp_unreachable:")
    assert waiting.raw is not None
    book.close()


def test_a_pass_takes_as_many_as_there_are_slots(workspace, senders, server, monkeypatch):
    names = [f"u{number}" for number in range(20)]
    described(monkeypatch, **{name: {"email": f"{name}@example.com"} for name in names})
    saved(workspace)
    queued(workspace, known(workspace, *names))

    assert [_deliver(senders) for _ in range(4)] == [8, 8, 4, 0]

    assert sorted(to for _, (to,) in server.envelopes) == sorted(f"{name}@example.com" for name in names)
    assert len(_events("message_sent")) == 20
    assert server.connections <= 8


def test_every_message_is_committed_as_sending_before_the_first_is_on_the_wire(workspace, ann, senders, monkeypatch):
    saved(workspace)
    queued(workspace, [ann])
    seen = []

    def watches(batch):
        seen.append(list(MessageRow.objects.values_list("state", "attempt_count")))
        seen.append(
            [bytes(raw) for raw in MessageRow.objects.values_list("raw", flat=True)] == [each.raw for each in batch]
        )
        raise KeyboardInterrupt

    monkeypatch.setattr(senders.channel(workspace), "send", watches)

    with pytest.raises(KeyboardInterrupt):
        _deliver(senders)

    assert seen == [[("sending", 1)], True]
    assert _events("message_sent") == []


def test_what_a_dead_worker_left_is_sent_again_with_the_very_bytes(workspace, ann, senders, server, monkeypatch):
    saved(workspace)
    queued(workspace, [ann])
    with monkeypatch.context() as dying:
        dying.setattr(module, "write_fates", _dies_after_data(module.write_fates))
        with pytest.raises(KeyboardInterrupt):
            _deliver(senders)
    assert _only(workspace).state == "sending"

    assert recover() == 1
    assert (_only(workspace).state, _only(workspace).reason) == ("queued", "interrupted")
    assert _deliver(senders) == 1

    assert server.mails[0] == server.mails[1] == _only(workspace).raw
    assert len(server.mails) == 2
    assert (_only(workspace).state, _only(workspace).attempt_count) == ("sent", 2)
    assert len(_events("message_sent")) == 1


def _dies_after_data(write):
    def dies(decided):
        if any(what.state == "sent" for _, what in decided):
            raise KeyboardInterrupt
        write(decided)

    return dies


def test_while_sending_is_paused_nothing_leaves_and_then_everything_does(workspace, ann, server, senders):
    saved(workspace)
    queued(workspace, [ann])
    pause_sending("restored", now=NOW)

    assert _deliver(senders) == 0
    assert (server.mails, _only(workspace).state) == ([], "queued")

    resume_sending()
    assert _deliver(senders) == 1
    assert _only(workspace).state == "sent"
