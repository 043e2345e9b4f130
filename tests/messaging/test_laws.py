"""The law table, where messaging keeps it; the other laws stand beside what keeps them."""

from datetime import UTC, datetime, timedelta

import pytest

from tenure.customers.queries import consents, ledger
from tenure.customers.rules.consents import GRANTED, WITHDRAWN
from tenure.customers.services.assume_consent import assume_consent
from tenure.messaging.export import export
from tenure.messaging.queries import marketing_obstacles
from tenure.messaging.rules.templates import MessageClass
from tests.messaging.pages.scenes import address, mailed, only, send, stranger
from tests.messaging.scenes import NOW, agreed, described, known, made, queued, saved, settled

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    found = made(deliver="smtp")
    settled(found)
    return found


@pytest.fixture
def ann(workspace, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "phone": "+48600000000"})
    return known(workspace, "ann")[0]


def test_law_l1_marketing_is_not_activated_without_a_postal_address(workspace):
    saved(workspace, key="news", message_class=MessageClass.MARKETING)
    saved(workspace, key="receipt", message_class=MessageClass.TRANSACTIONAL)
    assert marketing_obstacles(workspace.id, ["news", "receipt"]) == []

    settled(workspace, postal_address=" ")

    assert marketing_obstacles(workspace.id, ["news", "receipt"]) == ["no_postal_address"]
    assert marketing_obstacles(workspace.id, ["receipt"]) == []


@pytest.mark.parametrize(
    ("message_class", "ends"),
    [(MessageClass.MARKETING, "refused"), (MessageClass.SERVICE, "sent"), (MessageClass.TRANSACTIONAL, "sent")],
)
def test_law_l1_every_message_has_a_class_and_only_marketing_needs_an_address(workspace, ann, message_class, ends):
    settled(workspace, postal_address="")
    agreed(workspace, ann)
    saved(workspace, message_class=message_class)
    queued(workspace, [ann])

    send()

    assert (only(workspace).state, only(workspace).message_class) == (ends, message_class)


def test_law_l3_what_holds_rebuilds_from_the_log_and_leaving_takes_one_step(state, monkeypatch):
    workspace, ann, sent = mailed(monkeypatch)

    stranger().post(address(sent, "unsubscribe"))
    stranger().post(address(sent, "preferences"), {"choice": ["email.marketing"]})

    log = ledger(workspace.id, ann.id, limit=50)
    assert all(entry.change.source and entry.change.actor for entry in log)
    assert [entry.change.state for entry in reversed(log)] == [GRANTED, WITHDRAWN, GRANTED]
    rebuilt = {(each.change.channel, each.change.purpose): each.change.state for each in reversed(log)}
    assert rebuilt == {(each.channel, each.purpose): each.state for each in consents(workspace.id, ann.id)}


def test_law_l4_consent_to_texts_is_no_consent_to_mail(workspace, ann):
    agreed(workspace, ann, channel="sms")
    assume_consent(workspace.id, "sms", actor="system", now=NOW)
    saved(workspace, message_class=MessageClass.MARKETING)
    queued(workspace, [ann])

    assert send() == []
    assert only(workspace).reason == "no_consent:email"


def test_law_l4_consent_may_be_assumed_channel_by_channel_and_silence_alone_is_assumed(workspace, ann):
    assume_consent(workspace.id, "email", actor="system", now=NOW)
    saved(workspace, message_class=MessageClass.MARKETING)
    queued(workspace, [ann], node="a")
    assert len(send()) == 1

    agreed(workspace, ann, "withdrawn")
    queued(workspace, [ann], node="b")

    assert send() == []
    assert only(workspace).reason == "no_consent:email"


def test_law_l7_a_person_is_given_every_message(workspace, ann):
    saved(workspace)
    queued(workspace, [ann])
    send()

    (line,) = export(workspace.id, [ann.id])["messages"]

    assert (line["to_address"], line["subject"], line["state"]) == ("ann@example.com", "Welcome to Moveo", "sent")


def test_law_l10_a_customer_in_new_york_is_written_to_in_their_morning(workspace, ann, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "time_zone": "America/New_York", "country": "US"})
    agreed(workspace, ann)
    saved(workspace, message_class=MessageClass.MARKETING)
    queued(workspace, [ann])

    assert send() == []

    assert (only(workspace).reason, only(workspace).deferred_until) == (
        "quiet_hours:until 08:00 America/New_York",
        datetime(2026, 3, 1, 13, tzinfo=UTC),
    )
    assert send(NOW + timedelta(minutes=59)) == []
    assert len(send(NOW + timedelta(hours=1))) == 1


def test_law_l11_marketing_to_korea_says_so_first_and_ends_with_a_free_way_out(state, monkeypatch):
    _, _, sent = mailed(monkeypatch, locale="ko")

    assert sent.subject == "(광고) Welcome to Moveo"
    assert sent.mail.header("Subject") == "(광고) Welcome to Moveo"
    last = sent.text.strip().splitlines()[-1]
    assert last.startswith("무료 수신거부 (Unsubscribe for free): http://127.0.0.1:8000/unsubscribe/")


def test_law_l11_what_is_no_marketing_is_not_called_so(workspace, ann, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "locale": "ko"})
    saved(workspace)
    queued(workspace, [ann])

    send()

    assert only(workspace).subject == "Welcome to Moveo"
