from contextlib import closing
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.messaging.channels.protocol import Letter, Outgoing
from tenure.messaging.channels.webhook import channel as module
from tenure.messaging.channels.webhook.channel import WebhookSettings, checked, opened, write
from tenure.messaging.rules.http_calls import Call, call_bytes
from tenure.messaging.rules.outcomes import Bounced, Deferred, Delivered, Unknown
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import MessageClass
from tests.support.gateways import Reply, gateway, homely

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW, OLD = "whsec_" + "A" * 32, "whsec_" + "B" * 32
SETTINGS = WebhookSettings("https://a.example/x", NEW, OLD)


@pytest.fixture
def server():
    with gateway() as running:
        yield running


@pytest.fixture
def channel():
    with closing(opened(SETTINGS, egress=homely(), slots=4, house_url="")) as made:
        yield made


def _letter(**more):
    return Letter("msg_1", "u1", AT, MessageClass.SERVICE, **more)


def _to(server, body=b"{}", message="msg_1"):
    return Outgoing("", "u1", call_bytes(Call(server.url, body)), message)


def test_a_receiver_checks_the_call_with_either_secret_and_no_other(server, channel):
    assert channel.send([_to(server, b'{"a":1}')]) == [Delivered()]

    (got,) = server.got
    assert (got.body, got.headers["webhook-id"], got.headers["content-type"]) == (
        b'{"a":1}',
        "msg_1",
        "application/json",
    )
    assert Webhook(NEW).verify(got.body, got.headers) == {"a": 1}
    assert Webhook(OLD).verify(got.body, got.headers) == {"a": 1}
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "C" * 32).verify(got.body, got.headers)


def test_a_repeat_carries_the_same_id_and_bytes(server, channel):
    server.then(Reply(hangs_up=True))
    first = channel.send([_to(server)])[0]
    channel._rests_until.clear()
    second = channel.send([_to(server)])[0]

    assert (type(first), second) == (Unknown, Delivered())
    assert {(got.headers["webhook-id"], got.body) for got in server.got} == {("msg_1", b"{}")}


def test_a_host_that_lets_calls_hang_rests_while_others_are_called(server, channel):
    with gateway() as other:
        server.then(Reply(hangs_up=True))
        channel.send([_to(server)])
        # Two hosts of one machine are told apart by their names.
        elsewhere = Outgoing("", "u1", call_bytes(Call(other.url.replace("127.0.0.1", "localhost"), b"{}")), "msg_2")

        waits, goes = channel.send([_to(server), elsewhere])

        assert waits == Deferred("host_rests:127.0.0.1", module._REST)
        assert goes == Delivered()
        assert (len(server.got), len(other.got), channel.is_ready()) == (1, 1, True)


def test_bytes_that_are_no_call_are_not_called(channel):
    assert type(channel.send([Outgoing("", "u1", b"?", "msg_1")])[0]) is Bounced


def test_a_template_is_told_as_an_event():
    raw = write(Rendered("Hello", "", '{"plan": "pro"}'), _letter(), settings=SETTINGS)

    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.startswith(b"POST https://a.example/x HTTP/1.1\r\n")
    assert json.decode(body) == {
        "type": "message.sent",
        "timestamp": "2026-03-01T12:00:00Z",
        "data": {
            "message": "msg_1",
            "customer": "u1",
            "class": "service",
            "subject": "Hello",
            "body": {"plan": "pro"},
        },
    }


def test_a_node_says_what_is_sent_and_where_and_it_must_be_json():
    raw = write(Rendered("", "", '{"plan":"pro"}'), _letter(url="https://b.example/"), settings=SETTINGS)

    assert raw.startswith(b"POST https://b.example/ HTTP/1.1")
    assert raw.endswith(b'\r\n\r\n{"plan":"pro"}')
    with pytest.raises(BadInput, match="filter `json`"):
        write(Rendered("", "", '{"plan": pro}'), _letter(url="https://b.example/"), settings=SETTINGS)


@pytest.mark.parametrize("settings", [WebhookSettings("nowhere"), WebhookSettings("", "secret")])
def test_settings_that_could_send_nothing_are_refused(settings):
    with pytest.raises(BadInput):
        checked(settings)
