"""Read the address of an SMTP server."""

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from tenure.kernel.errors import BadInput

Security = Literal["none", "starttls", "tls"]

_PORTS: Final = {"none": 25, "starttls": 587, "tls": 465}
_NO: Final = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over, and under which name we greet."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    security: Security = "none"
    greets_as: str = "localhost"


def smtp_server(url: str, *, greets_as: str) -> SmtpServer:
    """Return the server of `smtp://user:password@host:587/?starttls=1`; `smtps://` speaks TLS from the start."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _bad(str(error)) from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise _bad("it must start with smtp:// or smtps:// and name a host")
    flags = parse_qs(parts.query, keep_blank_values=True)
    strange = sorted(set(flags) - {"starttls"})
    if strange:
        raise _bad(f"it knows no setting {strange[0]!r}, only starttls")
    security: Security = "none"
    if parts.scheme == "smtps":
        security = "tls"
    elif "starttls" in flags and flags["starttls"][-1].lower() not in _NO:
        security = "starttls"
    return SmtpServer(
        host=parts.hostname,
        port=port or _PORTS[security],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
        greets_as=greets_as,
    )


def _bad(why: str) -> BadInput:
    # The address may hold a password, so it is not repeated.
    return BadInput(
        f"TENURE_SMTP_URL cannot be used: {why}. Example: smtp://user:password@mail.example.com:587/?starttls=1",
        field="smtp_url",
    )
