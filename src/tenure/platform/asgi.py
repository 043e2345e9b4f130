"""Read requests and write answers straight on ASGI, for what runs without Django."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

JSON: Final[Header] = (b"content-type", b"application/json")
PLAIN: Final[Header] = (b"content-type", b"text/plain; charset=utf-8")


def headers_of(scope: Scope) -> Mapping[bytes, bytes]:
    """Return a request's headers; of repeated ones the last."""
    return dict(scope["headers"])


async def read_body(receive: Receive, *, length: int | None, limit: int) -> bytes | None:
    """Return the body of a request, or None when the client left. Of a body beyond the limit, a part beyond it.

    `length` is what the request says of its body, so that nobody waits for the news that no more comes.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part: bytes = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > limit or size == length or not message.get("more_body"):
            return b"".join(parts) if len(parts) > 1 else part


def start_of(status: int, body: bytes, *, headers: Sequence[Header] = ()) -> Message:
    """Return the first half of an answer that has this whole body."""
    length = (b"content-length", b"%d" % len(body))
    return {"type": "http.response.start", "status": status, "headers": [length, *headers]}


async def answer(send: Send, status: int, body: bytes, *, headers: Sequence[Header] = ()) -> None:
    """Send a whole answer."""
    await send(start_of(status, body, headers=headers))
    await send({"type": "http.response.body", "body": body})
