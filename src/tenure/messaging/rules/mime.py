"""Write a mail as the exact bytes that go on the wire, and read such bytes back.

The bytes are made once and kept: a repeat sends the same bytes, the console shows what they say.
Everything is ASCII with CRLF line ends and lines of at most 78 characters, so no server rewrites it.
"""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from tenure.messaging.rules.addresses import address_domain
from tenure.messaging.rules.rendering import Rendered, one_line

MESSAGE_HEADER: Final = "X-Tenure-Message"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, when, and the public id of the message."""

    message_id: str
    sender_name: str
    sender_address: str
    to_address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail program makes of some bytes; bodies keep their CRLF line ends."""

    subject: str
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """Return the first header of a name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def message_id_header(message_id: str, *, sender_address: str) -> str:
    """Return the Message-ID of a message; it follows from the public id, which is minted once."""
    return f"<{message_id}@{address_domain(sender_address)}>"


def message_bytes(rendered: Rendered, envelope: Envelope) -> bytes:
    """Return the mail as RFC 5322 bytes; the same arguments give the same bytes."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["Date"] = format_datetime(envelope.at)
    mail["From"] = Address(one_line(envelope.sender_name), addr_spec=envelope.sender_address)
    mail["To"] = Address(addr_spec=envelope.to_address)
    mail["Subject"] = rendered.subject
    mail["Message-ID"] = message_id_header(envelope.message_id, sender_address=envelope.sender_address)
    mail[MESSAGE_HEADER] = envelope.message_id
    mail.set_content(rendered.text, cte=_encoding(rendered.text))
    mail.add_alternative(rendered.html, subtype="html", cte=_encoding(rendered.html))
    # "=_" occurs neither in quoted-printable nor in base64, so no body can end its part early.
    mail.set_boundary(f"=_{envelope.message_id}")
    return mail.as_bytes()


def read_mail(raw: bytes) -> Mail:
    """Return what some bytes say, read with the standard parser like any mail program does."""
    mail = message_from_bytes(raw, policy=policy.default)
    return Mail(
        subject=str(mail["Subject"] or ""),
        html=_body(mail, "html"),
        text=_body(mail, "plain"),
        headers=tuple((name, str(value)) for name, value in mail.items()),
    )


def message_header(raw: bytes) -> str | None:
    """Return the public id that a mail of ours carries."""
    return read_mail(raw).header(MESSAGE_HEADER)


def _body(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return "" if part is None else str(part.get_content())


def _encoding(text: str) -> str:
    """Return the shorter encoding: readable quoted-printable, or base64 for scripts beyond Latin."""
    size = len(text.encode())
    wide = size - sum(char.isascii() for char in text)
    return "quoted-printable" if size + 2 * wide <= size * 4 / 3 else "base64"
