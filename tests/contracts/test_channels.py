"""What every channel does."""

import time
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime

import msgspec
import pytest

from tenure.messaging.channels.email.channel import EmailChannel
from tenure.messaging.channels.email.server import smtp_server
from tenure.messaging.channels.in_app.channel import InAppSettings
from tenure.messaging.channels.kinds import channel_kinds, channel_of, paid_kinds, settable_kinds
from tenure.messaging.channels.protocol import Letter, Outgoing
from tenure.messaging.channels.slack.channel import SlackSettings
from tenure.messaging.channels.sms.channel import SmsSettings
from tenure.messaging.channels.webhook.channel import WebhookSettings
from tenure.messaging.rules.channel_settings import described
from tenure.messaging.rules.outcomes import Bounced, Deferred, Delivered, Unknown, Unreachable
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import MessageClass
from tenure.platform.egress import EgressClient
from tests.messaging.sink import sink
from tests.support.gateways import Reply, gateway, homely

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
RENDERED = Rendered("Hello", "<p>Hello Żaneta</p>", "Hello Żaneta")
REACHED = {
    "email": ("ann@example.com", "ann@example.com"),
    "sms": ("+48 500 600 700", "+48500600700"),
    "webhook": ("u1", "u1"),
    "slack": ("u1", "team"),
    "in_app": ("u1", "u1"),
}
CALLING = ["sms", "slack", "webhook"]
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def _settings(kind, url):
    match kind:
        case "sms":
            return SmsSettings(url=url, headers={"authorization": "Bearer {{ token }}"}, sender="Moveo")
        case "webhook":
            return WebhookSettings(url=url, secret=SECRET)
        case "slack":
            return SlackSettings(url=url)
        case "in_app":
            return InAppSettings(SECRET)
    return None


def _letter(kind):
    return Letter("msg_1", REACHED[kind][1], AT, MessageClass.SERVICE, "en", sender_address="hello@moveo.example")


def _outgoing(kind, settings, number=1):
    raw = channel_of(kind).write(RENDERED, _letter(kind), settings=settings)
    return Outgoing("hello@moveo.example", REACHED[kind][1], raw, f"msg_{number}")


@contextmanager
def _opened(kind, url, egress=None):
    if kind == "email":
        channel = EmailChannel(smtp_server(url, greets_as="localhost"), slots=4)
    else:
        settings = _settings(kind, url)
        house = "https://tenure.example"
        channel = channel_of(kind).opened(settings, egress=egress or homely(), slots=4, house_url=house)
    with closing(channel):
        yield channel


@pytest.fixture(params=sorted(REACHED))
def kind(request):
    return request.param


@pytest.fixture
def server():
    with gateway() as running:
        yield running


def test_every_channel_is_under_this_contract():
    assert channel_kinds() == set(REACHED)
    assert (paid_kinds(), settable_kinds()) == ({"sms"}, set(REACHED) - {"email"})


def test_an_address_is_written_in_one_way_or_is_none(kind):
    given, wire = REACHED[kind]
    settings = _settings(kind, "https://a.example")

    assert channel_of(kind).address(given, settings=settings) == wire
    if kind != "slack":
        assert channel_of(kind).address(" ", settings=settings) is None


def test_the_same_message_gives_the_same_bytes(kind):
    settings = _settings(kind, "https://a.example")
    wrote = [channel_of(kind).write(RENDERED, _letter(kind), settings=settings) for _ in range(2)]

    assert wrote[0] == wrote[1]
    assert isinstance(wrote[0], bytes)


def test_settings_describe_themselves_keep_secrets_and_survive_being_kept(kind):
    settings = _settings(kind, "https://a.example/x")
    if settings is None:
        assert channel_of(kind).SETTINGS is None
        return
    channel_of(kind).checked(settings)

    assert [each.name for each in described(type(settings)) if not each.says] == []
    assert msgspec.json.decode(msgspec.json.encode(settings), type=type(settings)) == settings


def test_each_of_several_messages_is_delivered_and_told_in_order(kind):
    with ExitStack() as stack:
        place = stack.enter_context(sink() if kind == "email" else gateway())
        channel = stack.enter_context(_opened(kind, place.url))
        messages = [_outgoing(kind, _settings(kind, place.url), number) for number in range(6)]

        assert channel.is_ready()
        assert channel.send(messages) == [Delivered()] * 6
        assert channel.send([]) == []
        if kind in CALLING:
            assert len(place.got) == 6


@pytest.mark.parametrize("kind", CALLING, indirect=True)
@pytest.mark.parametrize(
    ("reply", "free", "paid"),
    [
        (Reply(429, headers={"Retry-After": "30"}), Deferred, Deferred),
        (Reply(503, headers={"Retry-After": "9"}), Deferred, Deferred),
        (Reply(500, b"oops"), Deferred, Unknown),
        (Reply(400, b"no such number"), Bounced, Bounced),
        (Reply(302, headers={"Location": "http://127.0.0.1:1/"}), Bounced, Bounced),
        (Reply(hangs_up=True), Unknown, Unknown),
    ],
    ids=["too_many", "later", "broken", "refused", "elsewhere", "cut"],
)
def test_what_goes_wrong_is_told_and_money_is_not_spent_twice(kind, server, reply, free, paid):
    server.then(reply)
    with _opened(kind, server.url) as channel:
        outcome = channel.send([_outgoing(kind, _settings(kind, server.url))])[0]

        assert type(outcome) is (paid if kind in paid_kinds() else free)
        assert len(server.got) == 1
        if reply.status in {429, 503}:
            assert outcome.after.total_seconds() == int(reply.headers["Retry-After"])


@pytest.mark.parametrize("kind", ["sms", "slack"], indirect=True)
def test_a_channel_rests_as_long_as_it_is_asked_to(kind, server):
    server.then(Reply(429, headers={"Retry-After": "1"}))
    with _opened(kind, server.url) as channel:
        channel.send([_outgoing(kind, _settings(kind, server.url))])
        was_ready = channel.is_ready()
        time.sleep(1.05)

        assert (was_ready, channel.is_ready()) == (False, True)


@pytest.mark.parametrize("kind", CALLING, indirect=True)
def test_where_nobody_answers_the_message_was_not_tried(kind):
    url = "http://127.0.0.1:9/"
    with _opened(kind, url) as channel:
        outcome = channel.send([_outgoing(kind, _settings(kind, url))])[0]

        # A webhook is one host of many, so it counts as an attempt of that one message.
        assert type(outcome) is (Deferred if kind == "webhook" else Unreachable)
        assert outcome.reason.startswith("unreachable:")


@pytest.mark.parametrize("kind", CALLING, indirect=True)
def test_no_private_address_is_called(kind, server):
    with _opened(kind, server.url, EgressClient()) as channel:
        outcome = channel.send([_outgoing(kind, _settings(kind, server.url))])[0]

        assert type(outcome) is Bounced
        assert outcome.reason.startswith("not_allowed:")
        assert not outcome.is_for_good
        assert server.got == []


@pytest.mark.parametrize("kind", CALLING, indirect=True)
def test_a_slow_answer_is_waited_for(kind, server):
    server.then(Reply(after=0.5))
    with _opened(kind, server.url) as channel:
        assert channel.send([_outgoing(kind, _settings(kind, server.url))]) == [Delivered()]
