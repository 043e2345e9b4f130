import time

import pytest

from tenure.messaging.channels.email.channel import EmailChannel
from tenure.messaging.channels.email.server import smtp_server
from tenure.messaging.channels.protocol import Outgoing
from tenure.messaging.rules.outcomes import Bounced, Delivered, Unreachable
from tests.messaging.sink import sink


@pytest.fixture
def server():
    with sink() as running:
        yield running


@pytest.fixture
def channel(server):
    opened = EmailChannel(smtp_server(server.url, greets_as="me"), slots=4)
    yield opened
    opened.close()


def _mails(count):
    return [Outgoing("a@b.example", f"c{n}@d.example", b"Subject: %d\r\n\r\nx\r\n" % n) for n in range(count)]


def test_messages_go_side_by_side_and_outcomes_come_in_order(server, channel):
    server.replies["RCPT"].append("550 no")

    outcomes = channel.send(_mails(20))

    assert len(outcomes) == 20
    assert outcomes.count(Delivered()) == 19
    refused = outcomes.index(Bounced("smtp_550:no", is_for_good=True))
    arrived = {to for _, (to,) in server.envelopes}
    assert arrived == {f"c{n}@d.example" for n in range(20)} - {f"c{refused}@d.example"}
    assert server.connections <= 4


def test_a_quiet_house_keeps_one_connection(server, channel):
    for _ in range(6):
        channel.send(_mails(1))

    assert server.connections == 1


def test_a_channel_rests_when_nobody_answers_and_longer_each_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with sink() as gone:
        server = smtp_server(gone.url, greets_as="me")
    channel = EmailChannel(server, slots=2)

    rests = []
    for _ in range(8):
        assert channel.is_ready()
        assert all(isinstance(outcome, Unreachable) for outcome in channel.send(_mails(1)))
        rests.append(channel._rests_until - now[0])
        assert not channel.is_ready()
        now[0] = channel._rests_until
    channel.close()

    assert rests == [1, 2, 4, 8, 16, 32, 60, 60]
