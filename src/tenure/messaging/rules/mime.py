"""Write a mail as the exact bytes that go on the wire, and read such bytes back.

The bytes are made once and kept: a repeat sends the same bytes, the console shows what they say.
Everything is ASCII with CRLF line ends and lines of at most 78 characters, so no server rewrites it; only the
address to unsubscribe at, which may not be broken, is longer.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from functools import lru_cache
from typing import Final

from tenure.messaging.rules.addresses import address_domain
from tenure.messaging.rules.rendering import Rendered, one_line

MESSAGE_HEADER: Final = "X-Tenure-Message"
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, when, and the public id of the message; marketing says where one click ends it."""

    message_id: str
    sender_name: str
    sender_address: str
    to_address: str
    at: datetime
    reply_to: str = ""
    unsubscribe_url: str = ""


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
    # "=_" occurs neither in quoted-printable nor in base64, so no body can end its part early.
    boundary = f"=_{envelope.message_id}"
    head = (
        _line("Date", format_datetime(envelope.at)),
        _sender(envelope.sender_name, envelope.sender_address),
        _line("To", envelope.to_address),
        _line("Reply-To", envelope.reply_to) if envelope.reply_to else "",
        _way_out(envelope.unsubscribe_url) if envelope.unsubscribe_url else "",
        _folded("Subject", rendered.subject),
        _line("Message-ID", message_id_header(envelope.message_id, sender_address=envelope.sender_address)),
        _line(MESSAGE_HEADER, envelope.message_id),
        _line("MIME-Version", "1.0"),
        _line("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'),
    )
    parts = (_part("plain", rendered.text), _part("html", rendered.html))
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f"{''.join(head)}\r\n{body}--{boundary}--\r\n".encode("ascii")


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
    found = BytesHeaderParser(policy=policy.default).parsebytes(raw)[MESSAGE_HEADER]
    return None if found is None else str(found)


def _body(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return "" if part is None else str(part.get_content())


def _line(name: str, value: str) -> str:
    return f"{name}: {value}\r\n"


def _way_out(url: str) -> str:
    """Return the headers of RFC 8058: mail programs show a button, and its press is one POST to this address."""
    return _line("List-Unsubscribe", f"<{url}>") + _line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")


def _folded(name: str, value: str) -> str:
    """Return a header that may hold any text, encoded and folded by the standard library."""
    return str(policy.SMTP.header_factory(name, value).fold(policy=policy.SMTP))


@lru_cache(maxsize=256)
def _sender(name: str, address: str) -> str:
    return _folded("From", str(Address(one_line(name), addr_spec=address)))


def _part(subtype: str, text: str) -> str:
    """Return a part in the shorter encoding: readable quoted-printable, or base64 for scripts beyond Latin."""
    data = _LINE_END.sub("\r\n", text).encode() + (b"" if text.endswith(("\n", "\r")) else b"\r\n")
    wide = len(data) - len(text.encode("ascii", "ignore"))
    if len(data) + 2 * wide <= len(data) * 4 / 3:
        encoding, encoded = "quoted-printable", b2a_qp(data, istext=True)
    else:
        encoding, encoded = "base64", encodebytes(data).replace(b"\n", b"\r\n")
    head = _line("Content-Type", f'text/{subtype}; charset="utf-8"') + _line("Content-Transfer-Encoding", encoding)
    return f"{head}\r\n{encoded.decode('ascii')}"
