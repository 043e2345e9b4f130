import socket
from contextlib import closing

import pytest

from tenure.messaging.channels.email.server import smtp_server
from tenure.messaging.channels.email.session import Session, wire_bytes
from tenure.messaging.channels.protocol import Outgoing
from tenure.messaging.rules.outcomes import Bounced, Deferred, Delivered, Unknown, Unreachable
from tests.messaging.sink import sink

RAW = b"Subject: hi\r\n\r\nHello\r\n"


@pytest.fixture
def server():
    with sink() as running:
        yield running


@pytest.fixture
def session(server):
    with closing(Session(smtp_server(server.url, greets_as="moveo.example"))) as opened:
        yield opened


def _mail(raw=RAW, to="ann@example.com"):
    return Outgoing("hello@moveo.example", to, raw)


@pytest.mark.parametrize(
    "raw",
    [
        RAW,
        b"A: b\r\n\r\n.\r\n..\r\n...dots\r\n.end\r\n",
        b"A: b\r\n\r\n.\r\nMAIL FROM:<eve@example.com>\r\n",
        b"A: b\r\n\r\n" + b"x" * 990 + b"\r\n" + (b"y" * 900 + b"\r\n") * 200,
        b"A: b\r\n\r\n" + "żółć 안녕".encode() + b"\r\n",
        b"A: b\r\n\r\n\r\n\r\n",
    ],
)
def test_the_other_side_receives_the_very_bytes(server, session, raw):
    assert session.send(_mail(raw)) == Delivered()
    assert server.mails == [raw]
    assert server.envelopes == [("hello@moveo.example", ["ann@example.com"])]


def test_dots_at_line_starts_are_doubled_on_the_wire():
    assert wire_bytes(b"a\r\n.\r\n.b\r\n") == b"a\r\n..\r\n..b\r\n.\r\n"
    assert wire_bytes(b"a") == b"a\r\n.\r\n"


def test_one_connection_carries_many_messages(server, session):
    assert [session.send(_mail()) for _ in range(5)] == [Delivered()] * 5
    assert (len(server.mails), server.connections) == (5, 1)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_lasting_no_is_a_bounce_and_the_next_message_goes(server, session, step):
    server.replies[step].append("550 5.1.1 No such user")

    assert session.send(_mail()) == Bounced("smtp_550:5.1.1 No such user", is_for_good=step == "RCPT")
    assert session.send(_mail()) == Delivered()
    assert (len(server.mails), server.connections) == (1, 1)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_passing_no_is_deferred_and_the_next_message_goes(server, session, step):
    server.replies[step].append("451 4.7.1 Greylisted")

    assert session.send(_mail()) == Deferred("smtp_451:4.7.1 Greylisted")
    assert session.send(_mail()) == Delivered()
    assert server.connections == 1


def test_a_server_that_is_closing_gets_a_new_connection(server, session):
    session.send(_mail())
    server.replies["MAIL"].append("421 4.3.2 Shutting down")

    assert session.send(_mail()) == Delivered()
    assert (len(server.mails), server.connections) == (2, 2)


def test_a_connection_that_went_stale_is_replaced_before_the_message_is_trusted_to_it(server, session):
    session.send(_mail())
    session._smtp.sock.shutdown(socket.SHUT_RDWR)

    assert session.send(_mail()) == Delivered()
    assert (len(server.mails), server.connections) == (2, 2)


def test_silence_after_the_data_is_unknown(server, session):
    server.hangs_up_after_data = 1

    outcome = session.send(_mail())

    assert isinstance(outcome, Unknown)
    assert len(server.mails) == 1
    assert session.send(_mail()) == Delivered()


def test_nobody_there_is_unreachable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{taken.getsockname()[1]}"

        outcome = Session(smtp_server(url, greets_as="me")).send(_mail())

    assert isinstance(outcome, Unreachable)
    assert outcome.reason.startswith("smtp_unreachable:")


def test_a_server_without_the_encryption_asked_for_is_unreachable(server):
    session = Session(smtp_server(f"{server.url}?starttls", greets_as="me"))

    assert isinstance(session.send(_mail()), Unreachable)
    assert server.mails == []
