"""Hand mail over to one SMTP server on one connection that stays open."""

import re
import smtplib
import ssl
from typing import Final

from tenure.messaging.channels.email.server import SmtpServer
from tenure.messaging.channels.protocol import Outgoing
from tenure.messaging.rules.bounces import is_for_good
from tenure.messaging.rules.outcomes import Bounced, Deferred, Delivered, Outcome, Unknown, Unreachable
from tenure.platform.faults import fault

TIMEOUT: Final = 30.0
_SERVICE_CLOSING: Final = 421
_START_OF_DATA: Final = 354
_PERMANENT: Final = 500
_LONGEST_REASON: Final = 200

Reply = tuple[int, bytes]


class Session:
    """One connection to a server. A stale one is replaced before it is trusted with a message."""

    def __init__(self, server: SmtpServer) -> None:
        """Connect at the first message."""
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def send(self, message: Outgoing) -> Outcome:
        """Hand one message over, and say how that ended."""
        try:
            smtp, reply = self._begun(message)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Unreachable(f"smtp_unreachable:{_spelled(error)}")
        nobody = False
        try:
            if _is_good(reply):
                reply = smtp.docmd(f"RCPT TO:{smtplib.quoteaddr(message.to_address)}")
                nobody = is_for_good(reply[0], _text(reply[1]))
            if _is_good(reply):
                reply = smtp.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Deferred(f"smtp_broken:{_spelled(error)}")
        if reply[0] != _START_OF_DATA:
            return self._turned_down(reply, nobody=nobody)
        return self._handed_over(smtp, message.raw)

    def close(self) -> None:
        """Hang up; the next message connects again."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _begun(self, message: Outgoing) -> tuple[smtplib.SMTP, Reply]:
        """Return a connection on which the server has heard who writes, and its reply to that."""
        command = f"MAIL FROM:{smtplib.quoteaddr(message.from_address)}"
        if self._smtp is not None:
            try:
                reply = self._smtp.docmd(command)
            except (OSError, smtplib.SMTPException):
                reply = (_SERVICE_CLOSING, b"")
            if reply[0] != _SERVICE_CLOSING:
                return self._smtp, reply
            self.close()
        self._smtp = smtp = _connected(self._server)
        return smtp, smtp.docmd(command)

    def _handed_over(self, smtp: smtplib.SMTP, raw: bytes) -> Outcome:
        try:
            smtp.send(wire_bytes(raw))
            reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Unknown(f"smtp_broken:{_spelled(error)}")
        if not _is_good(reply):
            return self._turned_down(reply)
        fault("after_smtp_data")
        return Delivered()

    def _turned_down(self, reply: Reply, *, nobody: bool = False) -> Outcome:
        """Leave the connection ready for the next message; with `nobody` the address itself is at fault."""
        try:
            if reply[0] == _SERVICE_CLOSING or not _is_good(self._reset()):
                self.close()
        except (OSError, smtplib.SMTPException):
            self.close()
        reason = f"smtp_{reply[0]}:{_text(reply[1])}"
        return Bounced(reason, is_for_good=nobody) if reply[0] >= _PERMANENT else Deferred(reason)

    def _reset(self) -> Reply:
        return self._smtp.rset() if self._smtp is not None else (_SERVICE_CLOSING, b"")


def wire_bytes(raw: bytes) -> bytes:
    """Return a message as DATA carries it: dots at line starts doubled, the lone dot at the end."""
    end = b"" if raw.endswith(b"\r\n") else b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", raw) + end + b".\r\n"


def _connected(server: SmtpServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=server.greets_as, timeout=TIMEOUT, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, local_hostname=server.greets_as, timeout=TIMEOUT)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if server.username:
            smtp.login(server.username, server.password)
    except (OSError, smtplib.SMTPException):
        smtp.close()
        raise
    return smtp


def _is_good(reply: Reply) -> bool:
    return 200 <= reply[0] < 300  # noqa: PLR2004 - the class of replies that means yes


def _spelled(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        return f"{error.smtp_code} {_text(text)}"
    return f"{error}"[:_LONGEST_REASON] or type(error).__name__


def _text(reply: bytes) -> str:
    return " ".join(reply.decode(errors="replace").split())[:_LONGEST_REASON]
