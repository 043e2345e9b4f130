"""Hand requests on to Django, which listens on a socket in the runtime folder."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx

from tenure.kernel import json
from tenure.platform.asgi import JSON, PLAIN, Header, Receive, Scope, Send, answer

# They belong to one connection, and there are two.
HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_HOPS: Final = b"x-forwarded-for"
CONNECTIONS: Final = 64
_TIMEOUT: Final = httpx.Timeout(connect=2.0, read=120.0, write=30.0, pool=5.0)
_RETRY_AFTER: Final[Header] = (b"retry-after", b"2")

_NOT_REACHED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Proxy:
    """The way to Django. What happens there never holds up tracking: it only fails by itself."""

    def __init__(self, socket: Path) -> None:
        """Know the socket; it need not exist yet."""
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        self._transport = httpx.AsyncHTTPTransport(uds=str(socket), limits=limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with Django's answer, or say that there is none."""
        try:
            response = await self._transport.handle_async_request(_request(scope, receive))
        except _NOT_REACHED:
            await _fail(scope, send, 503, "The pages of Tenure are starting or busy. Try again in a moment.")
            return
        except httpx.TimeoutException:
            await _fail(scope, send, 504, "The pages of Tenure took too long to answer.")
            return
        except httpx.TransportError:
            await _fail(scope, send, 502, "The pages of Tenure stopped while they answered.")
            return
        await _relay(response, send)

    async def is_answering(self) -> bool:
        """Return whether Django answers and reaches its database."""
        request = httpx.Request("GET", "http://localhost/healthz", extensions={"timeout": httpx.Timeout(1.0).as_dict()})
        try:
            response = await self._transport.handle_async_request(request)
            await response.aclose()
        except httpx.TransportError:
            return False
        return response.status_code == httpx.codes.OK

    async def stop(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def _request(scope: Scope, receive: Receive) -> httpx.Request:
    headers = [(name, value) for name, value in scope["headers"] if name not in HOP_BY_HOP and name != _HOPS]
    has_body = any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"])
    target = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    return httpx.Request(
        scope["method"],
        "http://localhost/",
        headers=[*headers, *_forwarded(scope)],
        content=_body(receive) if has_body else None,
        extensions={"timeout": _TIMEOUT.as_dict(), "target": target + b"?" + query if query else target},
    )


def _forwarded(scope: Scope) -> list[Header]:
    """Return who asked, and how; what a proxy before us has said of that stays."""
    given = dict(scope["headers"])
    client = scope.get("client")
    hops = [given.get(_HOPS, b""), client[0].encode() if client else b""]
    forwarded = [(_HOPS, b", ".join(filter(None, hops)))]
    if b"x-forwarded-proto" not in given:
        forwarded.append((b"x-forwarded-proto", scope["scheme"].encode()))
    if b"x-forwarded-host" not in given:
        forwarded.append((b"x-forwarded-host", given.get(b"host", b"")))
    return forwarded


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise httpx.ReadError("The client left.")
        yield message.get("body", b"")
        if not message.get("more_body"):
            return


async def _relay(response: httpx.Response, send: Send) -> None:
    headers = [(name.lower(), value) for name, value in response.headers.raw if name.lower() not in HOP_BY_HOP]
    try:
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        async for chunk in response.aiter_raw():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await response.aclose()


async def _fail(scope: Scope, send: Send, status: int, message: str) -> None:
    is_api = scope["path"].startswith("/api/")
    body = json.encode({"code": "unavailable", "message": message, "field": None}) if is_api else message.encode()
    await answer(send, status, body, headers=[JSON if is_api else PLAIN, _RETRY_AFTER])
