"""Answer the requests of Segment's clients.

A request is answered 200 when its events are durable, and not before. What a client cannot mend by
sending again is answered 4xx, what it can 429 or 503 with `Retry-After`, before memory grows.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from tenure.events.front.committer import Committer
from tenure.events.front.keys import Key, KeyRing
from tenure.events.front.metrics import Metrics
from tenure.events.front.rates import Rates
from tenure.events.inbox.base import InboxRow
from tenure.events.rules import answers
from tenure.events.rules.batches import Accepted, accepted, quickly_accepted
from tenure.events.rules.browser_settings import browser_settings
from tenure.events.rules.limits import BATCH_BYTES
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.reserved import RESERVED, SERVER_MAY_SEND
from tenure.events.rules.routes import BrowserSettings, Route, Tracking, route
from tenure.events.rules.seals import card_seal
from tenure.events.rules.sent_events import Kind, key_in_body
from tenure.events.rules.storing import TOO_FAR_AHEAD, Terms
from tenure.events.rules.transport import basic_user, plain
from tenure.kernel.errors import Unavailable
from tenure.platform.asgi import JSON, Header, Message, Receive, Scope, Send, answer, read_body, start_of

UNREAD_BYTES: Final = 64 << 20  # of bodies that are being read or stored
RETRY_AFTER: Final[Header] = (b"retry-after", b"1")
# While some of a body was not read, its connection is of no more use.
CLOSE: Final[Header] = (b"connection", b"close")
# Browsers send from any site: a write key is public, and nothing is ever read back.
ANY_ORIGIN: Final[Header] = (b"access-control-allow-origin", b"*")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_STATUS: Final = {
    "missing_key": 401,
    "unknown_key": 401,
    "missing_scope": 403,
    "too_large": 413,
    "too_compressed": 413,
    "unknown_encoding": 415,
}

_MORE_HEADERS: Final[dict[int, tuple[Header]]] = {
    HTTPStatus.SERVICE_UNAVAILABLE: (RETRY_AFTER,),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (CLOSE,),
}
_FORMS: Final = (b"application/x-www-form-urlencoded", b"multipart/form-data")

_MISSING_KEY: Final = Refusal("missing_key", "Send the write key: by Basic authentication, or as writeKey.", "writeKey")
_UNKNOWN_KEY: Final = Refusal("unknown_key", "This write key does not exist, is revoked or has expired.", "writeKey")
_MISSING_SCOPE: Final = Refusal("missing_scope", "This key may not track; use one with that scope.", "writeKey")
_TOO_FAST: Final = Refusal("rate_limited", "This key sends more events a second than it may; send the rest later.")
_BUSY: Final = Refusal("unavailable", "Events cannot be stored at this moment; send them again.")

Headers = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client is told."""

    status: int
    body: bytes
    headers: tuple[Header, ...] = ()


# What nearly every request is answered, made once.
_SUCCESS: Final = Answer(200, answers.SUCCESS)
_SUCCESS_START: Final[Message] = start_of(200, answers.SUCCESS, headers=(JSON, ANY_ORIGIN))
_SUCCESS_BODY: Final[Message] = {"type": "http.response.body", "body": answers.SUCCESS}


class TrackingEndpoint:
    """The part of the front that clients of Segment speak to."""

    def __init__(self, keys: KeyRing, committer: Committer, rates: Rates, *, secret: str) -> None:
        """Belong to one process; `secret` seals card numbers that stand where ids should."""
        self.metrics = Metrics()
        self._keys = keys
        self._committer = committer
        self._rates = rates
        self._seal = card_seal(secret)
        self._known_terms: dict[tuple[Kind | None, bool], Terms] = {}
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._unread = 0

    # Not `async`: each function that is one more on the way costs every request at each of its turns.
    def __call__(self, asked: Route, scope: Scope, headers: Headers, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer a request that `route_of` found to be one for this endpoint."""
        if isinstance(asked, BrowserSettings):
            return self._show_settings(asked, scope["scheme"], headers, send)
        if scope["method"] == "OPTIONS":
            return answer(send, 200, b"", headers=_preflight(headers))
        return self._track(asked.kind, headers, receive, send)

    def stop(self) -> None:
        """Read no more."""
        self._aside.shutdown()

    async def _track(self, kind: Kind | None, headers: Headers, receive: Receive, send: Send) -> None:
        self.metrics.requests_total += 1
        declared = headers.get(b"content-length", b"")
        length = int(declared) if declared.isdigit() else None
        size = BATCH_BYTES if length is None else min(length, BATCH_BYTES)
        if self._unread + size > UNREAD_BYTES:
            await self._answer(send, self._unavailable(), CLOSE)
            return
        self._unread += size
        try:
            body = await read_body(receive, length=length, limit=BATCH_BYTES)
            if body is not None:
                found = await self._taken(kind, headers, body)
                if found is _SUCCESS:
                    await send(_SUCCESS_START)
                    await send(_SUCCESS_BODY)
                else:
                    await self._answer(send, found)
        finally:
            self._unread -= size

    async def _taken(self, kind: Kind | None, headers: Headers, body: bytes) -> Answer:
        """Return the answer to a body, after its events are stored."""
        whole = plain(body, _text(headers, b"content-encoding").lower())
        if isinstance(whole, Refusal):
            return self._refused(whole)
        now = datetime.now(UTC)
        try:
            key = await self._sender(headers, whole, now=now)
            if isinstance(key, Answer):
                return key
            terms = self._terms(kind, key)
            at = key.at(now)
            taken = quickly_accepted(whole, terms, now=at) or await self._slowly_accepted(whole, terms, now=at)
            if key.clock is not None and _is_ahead(taken):
                # The clock may have moved since it was read, and who sends may know that already.
                moved = await self._keys.fresh(_write_key(headers, whole) or "", now=now)
                taken = await self._slowly_accepted(whole, terms, now=(moved or key).at(now))
            if isinstance(taken, Refusal):
                return self._refused(taken)
            if taken.event_count or taken.rejected:
                received_at = (now - _EPOCH) // _MICROSECOND
                row = InboxRow(key.workspace_id, key.source, key.is_browser, received_at, taken.body)
                await self._committer.store(row)
        except Unavailable:
            return self._unavailable()
        self._rates.spend(key, taken.event_count, now=now.timestamp())
        return self._told(kind, taken)

    async def _sender(self, headers: Headers, body: bytes, *, now: datetime) -> Key | Answer:
        """Return the key that may send this now, or the answer to who may not."""
        write_key = _write_key(headers, body)
        if write_key is None:
            return self._refused(_MISSING_KEY)
        key = self._keys.known(write_key) or await self._keys.find(write_key, now=now)
        if key is None or not key.may_track:
            return self._refused(_MISSING_SCOPE if key else _UNKNOWN_KEY)
        wait = self._rates.wait(key, now=now.timestamp())
        return self._too_fast(wait) if wait else key

    def _terms(self, kind: Kind | None, key: Key) -> Terms:
        of = (kind, key.tells_of_subscriptions)
        if of not in self._known_terms:
            self._known_terms[of] = Terms(
                kind=kind,
                reserved=RESERVED - SERVER_MAY_SEND if key.tells_of_subscriptions else RESERVED,
                mint=_minted,
                seal=self._seal,
            )
        return self._known_terms[of]

    async def _slowly_accepted(self, body: bytes, terms: Terms, *, now: datetime) -> Accepted | Refusal:
        """Read an odd request beside the others: a hostile one takes half a second."""
        read = partial(accepted, body, terms, now=now)
        return await asyncio.get_running_loop().run_in_executor(self._aside, read)

    async def _show_settings(self, asked: BrowserSettings, scheme: str, headers: Headers, send: Send) -> None:
        await self._answer(send, await self._settings(asked, scheme, headers))

    async def _settings(self, asked: BrowserSettings, scheme: str, headers: Headers) -> Answer:
        try:
            key = await self._keys.find(asked.write_key, now=datetime.now(UTC))
        except Unavailable:
            return self._unavailable()
        if key is None:
            return self._refused(_UNKNOWN_KEY)
        host = _text(headers, b"x-forwarded-host") or _text(headers, b"host")
        scheme = _text(headers, b"x-forwarded-proto") or scheme
        return Answer(200, browser_settings(asked.write_key, host=host, prefix=asked.prefix, scheme=scheme))

    def _told(self, kind: Kind | None, taken: Accepted) -> Answer:
        """Return the answer to a request that is stored."""
        self.metrics.events_accepted_total += taken.event_count
        if not taken.rejected:
            return _SUCCESS
        self.metrics.events_rejected_total += len(taken.rejected)
        if kind is not None:
            return Answer(400, answers.refusal(taken.rejected[0]))
        return Answer(200, answers.success(taken.rejected))

    def _refused(self, refusal: Refusal) -> Answer:
        self.metrics.requests_refused_total += 1
        return Answer(_STATUS.get(refusal.code, 400), answers.refusal(refusal))

    def _unavailable(self) -> Answer:
        self.metrics.requests_unavailable_total += 1
        return Answer(503, answers.refusal(_BUSY))

    def _too_fast(self, wait: int) -> Answer:
        self.metrics.requests_rate_limited_total += 1
        return Answer(429, answers.refusal(_TOO_FAST), ((b"retry-after", b"%d" % wait),))

    async def _answer(self, send: Send, found: Answer, *more: Header) -> None:
        headers = (JSON, ANY_ORIGIN, *_MORE_HEADERS.get(found.status, ()), *found.headers, *more)
        await answer(send, found.status, found.body, headers=headers)


def route_of(scope: Scope, headers: Headers) -> Route | None:
    """Return what a request asks of the tracking endpoint, or None when it is not for it."""
    asked = route(scope["path"])
    match scope["method"], asked:
        case _, None:
            return None
        case "POST", Tracking():
            # A page sends a form, and its path may end as a client's does; a client's body never is one.
            return None if headers.get(b"content-type", b"").startswith(_FORMS) else asked
        case "GET", BrowserSettings():
            return asked
        case "OPTIONS", _:
            return Tracking(None)
        case _:
            return None


def _write_key(headers: Headers, body: bytes) -> str | None:
    return basic_user(_text(headers, b"authorization")) or key_in_body(body)


def _is_ahead(taken: Accepted | Refusal) -> bool:
    """Return whether a request has events that are too far ahead of the clock by which it was read."""
    return isinstance(taken, Accepted) and any(each.code == TOO_FAR_AHEAD for each in taken.rejected)


def _preflight(headers: Headers) -> tuple[Header, ...]:
    """Return the headers that let a browser on any page send."""
    wanted = headers.get(b"access-control-request-headers", b"authorization, content-type, content-encoding")
    return (
        ANY_ORIGIN,
        (b"access-control-allow-methods", b"POST, GET, OPTIONS"),
        (b"access-control-allow-headers", wanted),
        (b"access-control-max-age", b"86400"),
    )


def _minted() -> str:
    return f"tenure-{uuid4()}"


def _text(headers: Headers, name: bytes) -> str:
    given = headers.get(name)
    return given.decode("latin-1").strip() if given else ""
