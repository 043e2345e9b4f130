"""Test the exact bytes of a mail."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy

from hypothesis import given
from hypothesis import strategies as st

from tenure.messaging.rules.mime import Envelope, message_bytes, message_header, message_id_header, read_mail
from tenure.messaging.rules.rendering import Rendered, one_line

ENVELOPE = Envelope(
    message_id="msg_01JD0000000000000000000000",
    sender_name="Moveo",
    sender_address="hello@moveo.example",
    to_address="ann@example.com",
    at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
)
RENDERED = Rendered("Hi Ann", "<p>Hi Ann</p>\n", "Hi Ann\n")
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)


def test_a_mail_is_these_very_bytes():
    assert message_bytes(RENDERED, ENVELOPE) == (
        b"Date: Sun, 01 Mar 2026 12:30:00 +0000\r\n"
        b"From: Moveo <hello@moveo.example>\r\n"
        b"To: ann@example.com\r\n"
        b"Subject: Hi Ann\r\n"
        b"Message-ID: <msg_01JD0000000000000000000000@moveo.example>\r\n"
        b"X-Tenure-Message: msg_01JD0000000000000000000000\r\n"
        b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative;\r\n boundary="=_msg_01JD0000000000000000000000"\r\n'
        b"\r\n"
        b"--=_msg_01JD0000000000000000000000\r\n"
        b'Content-Type: text/plain; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b"\r\n"
        b"Hi Ann\r\n"
        b"\r\n"
        b"--=_msg_01JD0000000000000000000000\r\n"
        b'Content-Type: text/html; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b"\r\n"
        b"<p>Hi Ann</p>\r\n"
        b"\r\n"
        b"--=_msg_01JD0000000000000000000000--\r\n"
    )


def test_the_message_id_follows_from_the_public_id():
    assert message_id_header("msg_1", sender_address="a@b.example") == "<msg_1@b.example>"
    assert message_header(message_bytes(RENDERED, ENVELOPE)) == ENVELOPE.message_id
    assert message_header(b"Subject: x\r\n\r\nhi\r\n") is None


def test_hangul_and_polish_survive():
    rendered = Rendered("환영합니다 Żółć", "<p>안녕하세요, Zażółć gęślą jaźń</p>\n", "안녕하세요 " * 40 + "\n")

    mail = read_mail(message_bytes(rendered, ENVELOPE))

    assert (mail.subject, mail.html, mail.text) == (
        rendered.subject,
        rendered.html.replace("\n", "\r\n"),
        rendered.text.replace("\n", "\r\n"),
    )


def test_what_is_read_is_what_the_standard_parser_reads():
    raw = message_bytes(Rendered("x", "<p>" + "long " * 500 + "</p>\n.\n..dots", "a\r\n.\r\nb"), ENVELOPE)

    standard = message_from_bytes(raw, policy=policy.default)

    assert read_mail(raw).html == standard.get_body(("html",)).get_content()
    assert read_mail(raw).text == standard.get_body(("plain",)).get_content()


@given(subject=TEXT, html=TEXT, text=TEXT, name=TEXT)
def test_any_text_goes_through_unharmed(subject, html, text, name):
    subject = one_line(subject)

    raw = message_bytes(
        Rendered(subject, html, text), Envelope("msg_1", name, "a@b.example", "c@d.example", ENVELOPE.at)
    )
    mail = read_mail(raw)

    assert (mail.subject, mail.html.rstrip("\r\n"), mail.text.rstrip("\r\n")) == (subject, html, text)
    assert max(raw) < 128
    assert re.search(rb"\r(?!\n)|(?<!\r)\n", raw) is None
    assert raw.endswith(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert mail.header("to") == "c@d.example"
    assert mail.header("from") is not None
    assert mail.header("bcc") is None
