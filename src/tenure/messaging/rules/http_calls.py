"""Write a call to another system as the bytes that are kept with its message, and read it back.

The signature and the secrets stand in no bytes that are kept: they are added when the call is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tenure.kernel.errors import BadInput

LONGEST_URL: Final = 2_000
_METHODS: Final = frozenset({"POST", "PUT", "PATCH", "GET"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call: where, how, and what it carries."""

    url: str
    body: bytes
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})


def call_bytes(call: Call) -> bytes:
    """Return a call as a request line, headers and body; BadInput when it is none."""
    checked_url(call.url, field="url")
    lines = [f"{call.method} {call.url} HTTP/1.1", *(f"{name}: {value}" for name, value in call.headers.items())]
    if call.method not in _METHODS or any(not line.isprintable() for line in lines):
        raise BadInput("A call is POST, PUT, PATCH or GET, and its headers have one line each.", field="headers")
    return "\r\n".join([*lines, "", ""]).encode() + call.body


def read_call(raw: bytes) -> Call:
    """Return the call that some bytes say; BadInput when they say none."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode(errors="replace").split("\r\n")
    parts = first.split(" ")
    if not gap or len(parts) != 3:  # noqa: PLR2004 - method, address, version
        raise BadInput("These bytes are no call.", field="raw")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    return Call(parts[1], body, parts[0], headers)


def host_of(url: str) -> str:
    """Return the host of an address, short enough to be kept as where a call went."""
    return (urlsplit(url).hostname or "")[:254]


def checked_url(url: str, *, field: str) -> str:
    """Return an address that can be called; BadInput names what to mend."""
    try:
        parts = urlsplit(url)
        named = parts.hostname is not None and parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        named = False
    if not named or len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        raise BadInput(
            f"Write an address of at most {LONGEST_URL} characters, such as `https://a.example/x`.", field=field
        )
    return url
