"""Keep the API keys and the clocks of their workspaces in memory, as fresh as half a second."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import structlog

from tenure.kernel.clock import WorkspaceClock
from tenure.kernel.errors import Unavailable
from tenure.platform.rules.keys import key_digest
from tenure.platform.rules.scopes import TRACKING, opens
from tenure.platform.state_reader import Rows, StateReader

INTERVAL: Final = 0.5  # revoked keys stop within a second
FORCED_INTERVAL: Final = 0.1  # new keys work at once
PATIENCE: Final = 30.0  # for how long keys are believed when the state cannot be read

_KEYS: Final = """
SELECT platform_apikey.digest, platform_apikey.workspace_id, platform_apikey.kind, platform_apikey.name,
    platform_apikey.scopes, platform_workspace.kind, platform_workspace.subscriptions_from, platform_apikey.expires_at,
    COALESCE(platform_workspace.clock_target_at, platform_workspace.clock_workspace_at),
    platform_workspace.clock_real_at, platform_workspace.clock_rate
FROM platform_apikey JOIN platform_workspace ON platform_workspace.id = platform_apikey.workspace_id
WHERE platform_apikey.revoked_at IS NULL
"""

# Clients send the same few keys again and again.
_digest: Final = lru_cache(1_024)(key_digest)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Key:
    """What a key says about events that come with it."""

    workspace_id: int
    source: str
    is_browser: bool
    may_track: bool
    tells_of_subscriptions: bool  # outside systems do, and this is a server's key
    expires_at: datetime | None
    # None is the world's. It moves, and the key is the same.
    clock: WorkspaceClock | None = field(default=None, compare=False)

    def at(self, now: datetime) -> datetime:
        """Return what the clock of the key's workspace shows at a real instant."""
        if self.clock is None:
            return now
        # A frozen clock, as most of tests are, is not worth a sum for every request.
        return self.clock.at(now) if self.clock.rate else self.clock.workspace_at


class KeyRing:
    """All keys that work, by the hash of what clients send."""

    def __init__(self, open_reader: Callable[[], StateReader]) -> None:
        """Know no key yet."""
        self._open_reader = open_reader
        self._reader: StateReader | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keys")
        self._keys: dict[str, Key] = {}
        self._turn = asyncio.Lock()
        self._began_at = self._fresh_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the keys, and go on reading them."""
        await self._refresh()
        self._task = asyncio.create_task(self._keep_fresh())

    async def stop(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._thread.shutdown()

    @property
    def is_fresh(self) -> bool:
        """Return whether the state could be read of late."""
        return _now() - self._fresh_at < 2 * INTERVAL + 1

    def known(self, write_key: str) -> Key | None:
        """Return a key that surely works, without a look at the state; None when only `find` can tell."""
        key = self._keys.get(_digest(write_key))
        is_sure = key is not None and not key.expires_at and _now() - self._fresh_at <= PATIENCE
        return key if is_sure else None

    async def find(self, write_key: str, *, now: datetime) -> Key | None:
        """Return what is known of a key; one that is not known is looked for once more."""
        digest = _digest(write_key)
        if digest not in self._keys:
            await self._look_again(_now())
        if _now() - self._fresh_at > PATIENCE:
            raise Unavailable("The keys cannot be read now.")
        key = self._keys.get(digest)
        return None if key is None or (key.expires_at and key.expires_at <= now) else key

    async def fresh(self, write_key: str, *, now: datetime) -> Key | None:
        """Return what is known of a key by a look at the state that began after this question was asked."""
        asked_at = _now()
        await self._look_again(asked_at)
        if self._fresh_at < asked_at:
            raise Unavailable("The keys cannot be read now.")
        return await self.find(write_key, now=now)

    async def _look_again(self, asked_at: float) -> None:
        async with self._turn:
            # One look serves all who asked before it.
            if self._began_at < asked_at:
                await asyncio.sleep(self._began_at + FORCED_INTERVAL - _now())
                await self._refresh()

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            async with self._turn:
                await self._refresh()

    async def _refresh(self) -> None:
        self._began_at = _now()
        try:
            rows = await asyncio.get_running_loop().run_in_executor(self._thread, self._read)
        except Unavailable as error:
            if self.is_fresh:
                log.warning("keys_unreadable", error=error.message)
            return
        self._keys = {row[0]: _key(row[1:]) for row in rows}
        self._fresh_at = self._began_at

    def _read(self) -> Rows:
        self._reader = self._reader or self._open_reader()
        return self._reader.read(_KEYS)


def _key(row: tuple[Any, ...]) -> Key:
    workspace_id, kind, name, scopes, workspace_kind, subscriptions_from, expires_at, *clock = row
    return Key(
        workspace_id,
        name,
        is_browser=kind == "write",
        may_track=opens(scopes.split(), TRACKING),
        tells_of_subscriptions=kind != "write" and subscriptions_from == "events",
        expires_at=_instant(expires_at),
        clock=None if workspace_kind == "live" else _clock(*clock),
    )


def _clock(workspace_at: datetime | str, real_at: datetime | str, rate: float) -> WorkspaceClock:
    """Return a workspace's clock. One that is on its way is believed to be there: the consumer knows better."""
    return WorkspaceClock(_known_instant(workspace_at), _known_instant(real_at), rate)


def _instant(stored: datetime | str | None) -> datetime | None:
    return None if stored is None else _known_instant(stored)


def _known_instant(stored: datetime | str) -> datetime:
    """Return an instant as a database has it: SQLite keeps UTC as text without a zone."""
    instant = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant


def _now() -> float:
    return time.monotonic()
