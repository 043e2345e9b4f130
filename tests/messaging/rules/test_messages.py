"""Test that messages say what their bytes say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tenure.messaging.rules.messages import CaughtMail, Message
from tenure.messaging.rules.mime import Envelope, message_bytes
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import MessageClass

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
RAW = message_bytes(
    Rendered("Hi Ann", "<p>Hi</p>\n", "Hi\n"), Envelope("msg_1", "Moveo", "a@b.example", "ann@example.com", AT)
)


def _message(raw):
    return Message(
        id=1,
        public_id="msg_1",
        customer_id=2,
        state=MessageState.QUEUED,
        reason="",
        channel="email",
        template="welcome",
        template_version=None,
        locale=None,
        message_class=MessageClass.SERVICE,
        journey=None,
        subject=None,
        to_address=None,
        message_id_header=None,
        queued_at=AT,
        due_at=AT,
        expires_at=AT,
        sent_at=None,
        attempt_count=0,
        raw=raw,
    )


def test_a_written_message_says_what_its_bytes_say():
    assert (_message(RAW).html, _message(RAW).text) == ("<p>Hi</p>\r\n", "Hi\r\n")


def test_an_unwritten_message_says_nothing():
    assert (_message(None).html, _message(None).text, _message(None).mail.headers) == ("", "", ())


def test_a_caught_mail_says_what_its_bytes_say():
    caught = CaughtMail(1, "msg_1", "a@b.example", "ann@example.com", AT, RAW)

    assert (caught.subject, caught.html, caught.text) == ("Hi Ann", "<p>Hi</p>\r\n", "Hi\r\n")


def test_a_message_says_whose_run_asked_for_it_and_until_when_it_is_held():
    waiting = replace(_message(None), source_run="enrollment:7", reason="cap:1 per 24h", due_at=AT + timedelta(hours=1))

    assert (waiting.enrollment, waiting.deferred_until) == ("enr_7", AT + timedelta(hours=1))
    assert waiting.about["enrollment"] == "enr_7"
    assert (_message(None).enrollment, _message(None).deferred_until) == (None, None)
    assert replace(waiting, state=MessageState.SENT).deferred_until is None
