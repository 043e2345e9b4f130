"""Messages over other channels than mail, from the outbox to a server and back."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from tenure.kernel import json
from tenure.messaging.models import CaughtRow, MessageRow
from tenure.messaging.queries import caught, message
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.services.recover import recover
from tests.messaging.channel_scenes import asked, sent_over, set_up, states, told
from tests.messaging.scenes import NOW, agreed, described, known, made, queued, saved, settled
from tests.support.gateways import Reply, gateway

pytestmark = pytest.mark.db


@pytest.fixture
def server():
    with gateway() as running:
        yield running


@pytest.fixture
def workspace(state):
    return made(deliver="smtp")


@pytest.fixture
def ann(workspace, monkeypatch):
    described(monkeypatch, ann={"phone": "500 600 700", "name": 'Ann "A"', "locale": "pl", "plan": "pro"})
    return known(workspace, "ann")[0]


def _texted(workspace, ann, server, **template):
    set_up(workspace, "sms", url=server.url, country="PL")
    saved(workspace, channel="sms", **{"text": "Hi {{ customer.name }}", **template})
    queued(workspace, [ann], channel="sms")


def test_a_text_reaches_the_gateway_and_is_told(workspace, ann, server):
    _texted(workspace, ann, server)

    assert sent_over() == 1

    (got,) = server.got
    row = MessageRow.objects.get()
    assert json.decode(got.body) == {
        "to": "+48500600700",
        "from": "",
        "text": 'Hi Ann "A"',
        "reference": row.public_id,
    }
    kept = message(workspace.id, row.public_id)
    assert (kept.state, kept.to_address, kept.text, kept.message_id_header) == (
        "sent",
        "+48500600700",
        'Hi Ann "A"',
        None,
    )
    assert [name for name, _ in told("message_sent")] == ["message_sent"]


@pytest.mark.parametrize("reply", [Reply(hangs_up=True), Reply(500)], ids=["cut", "broken"])
def test_a_text_that_may_have_gone_out_is_never_sent_again(workspace, ann, server, reply):
    _texted(workspace, ann, server)
    server.then(reply)

    sent_over()
    sent_over(NOW + timedelta(hours=5), times=3)

    assert len(server.got) == 1
    assert states()[0][0] == "unknown"


def test_a_text_that_a_dead_worker_had_in_hand_is_left_as_unknown(workspace, ann, server):
    _texted(workspace, ann, server)
    MessageRow.objects.update(state="sending", raw=b"Hi", attempt_count=1)

    recover()
    sent_over(times=2)

    assert (server.got, states()) == ([], [("unknown", "interrupted")])


def test_too_many_texts_wait_as_long_as_the_gateway_says(workspace, ann, server):
    _texted(workspace, ann, server)
    server.then(Reply(429, headers={"Retry-After": "1800"}))

    sent_over()

    row = MessageRow.objects.get()
    assert (row.state, row.reason, row.due_at) == ("queued", "http_429:ok", NOW + timedelta(minutes=30))
    assert sent_over(NOW + timedelta(minutes=29)) == 0
    assert sent_over(NOW + timedelta(minutes=30)) == 1
    assert (len(server.got), states()) == (2, [("sent", "")])


def test_advertising_by_text_needs_its_own_consent(workspace, ann, server):
    settled(workspace)
    agreed(workspace, ann)
    _texted(workspace, ann, server, message_class=MessageClass.MARKETING)

    sent_over()

    assert (server.got, states()) == ([], [("refused", "no_consent:sms")])


def test_a_number_that_is_none_is_refused(workspace, server, monkeypatch):
    described(monkeypatch, bob={"phone": "12"})
    _texted(workspace, known(workspace, "bob")[0], server)

    sent_over()

    assert (server.got, states()) == ([], [("refused", "bad_address")])


def test_what_nobody_set_up_waits_and_goes_once_it_is(workspace, ann, server):
    saved(workspace, channel="sms", text="Hi")
    queued(workspace, [ann], channel="sms")

    assert (sent_over(), states()) == (0, [("queued", "no_sender")])

    set_up(workspace, "sms", url=server.url, country="PL")
    assert (sent_over(), states()) == (1, [("sent", "")])


def test_a_test_workspace_keeps_what_it_would_have_sent(state, server, monkeypatch):
    workspace = made("Caught", deliver="catcher")
    described(monkeypatch, ann={"phone": "+48500600700", "name": "Ann"})
    _texted(workspace, known(workspace, "ann")[0], server)

    sent_over()

    assert (server.got, states(), CaughtRow.objects.count()) == ([], [("sent", "")], 1)
    assert [(mail.to_address, mail.text) for mail in caught(workspace.id, limit=5)] == [("+48500600700", "Hi Ann")]


def test_a_node_calls_another_system_signed_and_once(workspace, ann, server):
    secret = set_up(workspace, "webhook").secret
    body = '{"user": {{ customer.user_id | json }}, "name": {{ customer.name | json }}}'

    assert asked(workspace, [ann], "call_webhook", url=server.url, body=body) == 1
    asked(workspace, [ann], "call_webhook", url=server.url, body=body)
    sent_over(times=3)

    (got,) = server.got
    assert Webhook(secret).verify(got.body, got.headers) == {"user": "ann", "name": 'Ann "A"'}
    assert got.headers["webhook-id"] == MessageRow.objects.get().public_id
    assert states() == [("sent", "")]
    (sent,) = told("message_sent")
    assert (sent[1]["channel"], sent[1]["node"], sent[1]["enrollment"]) == ("webhook", "tell", f"enr_{ann.id}")


def test_a_call_that_fails_is_tried_again_with_the_same_bytes_and_then_given_up(workspace, ann, server):
    set_up(workspace, "webhook")
    asked(workspace, [ann], "call_webhook", url=server.url, body="{}")
    server.then(*[Reply(500)] * 9)

    for hours in (0, 1, 2, 3, 9, 10, 11):
        sent_over(NOW + timedelta(hours=hours))

    assert {(got.headers["webhook-id"], got.body) for got in server.got} == {
        (MessageRow.objects.get().public_id, b"{}")
    }
    assert (len(server.got), states()) == (5, [("failed", "http_500:ok")])


def test_a_body_that_is_no_json_is_refused_with_the_remedy(workspace, ann, server):
    set_up(workspace, "webhook")
    asked(workspace, [ann], "call_webhook", url=server.url, body='{"name": {{ customer.name }}}')

    sent_over()

    assert server.got == []
    assert (states()[0][0], "filter `json`" in states()[0][1]) == ("refused", True)


def test_a_private_address_is_never_called(workspace, ann):
    set_up(workspace, "webhook")
    asked(workspace, [ann], "call_webhook", url="http://10.0.0.1/admin", body="{}")

    sent_over()

    assert states()[0][0] == "failed"
    assert states()[0][1].startswith("not_allowed:")


def test_the_team_reads_plain_text_whatever_a_customer_is_called(workspace, server, monkeypatch):
    described(monkeypatch, bob={"name": "<!channel> pay"})
    set_up(workspace, "slack", url=server.url)
    text = "{{ customer.name }} left"

    asked(workspace, known(workspace, "bob"), "notify_team", channel="slack", text=text)
    server.then(Reply(429, headers={"Retry-After": "1"}))
    sent_over()
    sent_over(NOW + timedelta(minutes=1))

    assert [json.decode(got.body)["text"] for got in server.got] == ["&lt;!channel&gt; pay left"] * 2
    assert states() == [("sent", "")]


def test_what_is_for_the_team_never_reaches_the_customer(workspace, server, monkeypatch):
    described(monkeypatch, bob={"email": "bob@example.com", "phone": "+48500600700"})
    set_up(workspace, "sms", url=server.url)
    asked(workspace, known(workspace, "bob"), "notify_team", channel="sms", text="Bob is angry")

    sent_over()

    assert (server.got, states()) == ([], [("refused", "no_channel:team_sms")])


def test_a_channel_that_nobody_answers_holds_up_no_other(workspace, ann, server):
    set_up(workspace, "slack", url="http://127.0.0.1:9/")
    set_up(workspace, "webhook", url=server.url)
    saved(workspace, channel="webhook", text="{}")
    asked(workspace, [ann], "notify_team", channel="slack", text="x")
    queued(workspace, [ann], channel="webhook")

    sent_over(times=3)

    (waits, reason), goes = states()
    assert (waits, reason.startswith("unreachable:"), goes) == ("queued", True, ("sent", ""))
    assert len(server.got) == 1
