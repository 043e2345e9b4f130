"""Compose the front: tracking, `/live`, health, and the way to Django for all else.

Nothing here imports Django, so that pages, whatever they do, cannot slow or stop the intake of events.
"""

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Final

import structlog

from tenure.events.front.committer import Committer
from tenure.events.front.keys import KeyRing
from tenure.events.front.metrics import Board, Counts, exposition
from tenure.events.front.rates import Rates
from tenure.events.front.tracking import TrackingEndpoint, route_of
from tenure.events.inbox.opening import open_inbox
from tenure.kernel import json
from tenure.kernel.errors import Unavailable
from tenure.platform import home
from tenure.platform.asgi import JSON, PLAIN, Message, Receive, Scope, Send, answer, headers_of
from tenure.platform.state_reader import open_reader
from tenure.project import logs, options
from tenure.project.proxy import Proxy
from tenure.ui.live.stream import LiveStream

SOCKET: Final = "django.sock"
BOARD: Final = "counts"
# Events are many small objects that die at once; looking through all that lives, so often, costs a tenth.
_COLLECTION: Final = (100_000, 20, 100)

# How long a commit that is done may wait for the requests that are being read.
_SWITCH_SECONDS: Final = 0.001

log = structlog.get_logger()


@dataclass(slots=True)
class Front:
    """The parts of one front process."""

    keys: KeyRing
    committer: Committer
    tracking: TrackingEndpoint
    live: LiveStream
    proxy: Proxy
    board: Board

    # Not `async`, so that what a request of tracking waits for has no more on its way than it must.
    def answer(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer a request, or have it answered."""
        headers = headers_of(scope)
        asked = route_of(scope, headers)
        if asked is not None:
            return self.tracking(asked, scope, headers, receive, send)
        return self._answer_others(scope, receive, send)

    async def _answer_others(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["path"]:
            case "/live":
                await self.live(scope, receive, send)
            case "/healthz":
                await answer(send, 200, b"ok", headers=[PLAIN])
            case "/readyz":
                await self._tell_readiness(send)
            case "/metrics":
                await answer(send, 200, exposition(self.board.total()), headers=[PLAIN])
            case _:
                await self.proxy(scope, receive, send)

    async def stop(self) -> None:
        """Finish what was begun."""
        self.live.stop()
        self.tracking.stop()
        await self.committer.stop()
        await self.keys.stop()
        await self.proxy.stop()
        await self.board.stop()

    async def _tell_readiness(self, send: Send) -> None:
        parts = {
            "state": self.keys.is_fresh,
            "inbox": await self._can_store(),
            "pages": await self.proxy.is_answering(),
        }
        status = 200 if all(parts.values()) else 503
        await answer(send, status, json.encode(parts), headers=[JSON])

    async def _can_store(self) -> bool:
        try:
            await self.committer.check()
        except Unavailable:
            return False
        return True


class Application:
    """What the server runs; the front is made when the server has started."""

    def __init__(self) -> None:
        """Do nothing yet."""
        self._front: Front | None = None

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Speak ASGI."""
        if scope["type"] == "http" and self._front is not None:
            return self._front.answer(scope, receive, send)
        return self._live(receive, send) if scope["type"] == "lifespan" else _ignored()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._front = await _started()
        _at_the_end(self._front.live.close)
        sys.setswitchinterval(_SWITCH_SECONDS)
        gc.freeze()
        gc.set_threshold(*_COLLECTION)
        await send(_message("lifespan.startup.complete"))
        await receive()
        await self._front.stop()
        await send(_message("lifespan.shutdown.complete"))


async def _started() -> Front:
    loaded = options.load()
    logs.configure(loaded.log_level)
    home.use(loaded.state_home)
    here = home.current()
    read_state = partial(open_reader, here.state, loaded.database_url)
    keys = KeyRing(read_state)
    committer = Committer(partial(open_inbox, here.path, loaded.database_url))
    # Each process lets through its share.
    rates = Rates(loaded.key_rate_limit / loaded.front_processes)
    tracking = TrackingEndpoint(keys, committer, rates, secret=here.secret_key())
    board = Board(here.run_dir / BOARD, partial(_counts, tracking, committer))
    await keys.start()
    committer.start()
    board.start()
    live = LiveStream(read_state, key=loaded.signing_key().encode())
    return Front(keys, committer, tracking, live, Proxy(here.run_dir / SOCKET), board)


def _counts(tracking: TrackingEndpoint, committer: Committer) -> Counts:
    own = {"commits_total": committer.commits, "waiting_requests": committer.waiting_requests}
    return asdict(tracking.metrics) | own


def _at_the_end(act: Callable[[], None]) -> None:
    """Do something once this process is told to end: the server itself first waits for all its connections."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # The loop hears of a signal by other means, and so its own handlers still run.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(act))


async def _ignored() -> None:
    """Leave a request alone that came before the start or is of another protocol."""


def _message(kind: str) -> Message:
    return {"type": kind}


app = Application()
