"""Start the real front, as `tenure serve` does, without Django behind it."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

import httpx
import zstandard

from tenure.events.inbox.opening import open_inbox
from tenure.kernel import json
from tenure.platform.home import Home

PATIENCE = 30.0
BROWSER_KEY, SERVER_KEY = "tn_write_browser", "tn_live_server"


@dataclass
class Front:
    """A running front, a client for it, and what it has stored."""

    home: Home
    port: int
    database_url: str | None
    process: "subprocess.Popen[bytes]"
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Speak to this front only, whatever proxies the machine has."""
        self.client = httpx.Client(base_url=self.url, trust_env=False, timeout=PATIENCE)

    @property
    def url(self) -> str:
        """Return the address of the front."""
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str, body: object, *, key: str | None = SERVER_KEY, **headers: str) -> httpx.Response:
        """Post JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.encode(body)
        auth = httpx.BasicAuth(key, "") if key else None
        return self.client.post(path, content=content, headers=headers, auth=auth)

    def taken(self) -> list[dict[str, object]]:
        """Return the stored requests with what they hold, oldest first, and empty the inbox."""
        inbox = open_inbox(self.home.path, self.database_url)
        try:
            claim = inbox.claim(10_000)
            if claim is None:
                return []
            rows = inbox.rows(claim)
            inbox.delete(claim)
        finally:
            inbox.close()
        return [
            {"workspace_id": row.workspace_id, "source": row.source, "is_browser": row.is_browser}
            | json.decode_object(zstandard.decompress(row.body))
            for row in rows
        ]

    def counts(self) -> dict[str, int]:
        """Return what the front has counted."""
        lines = [line.rsplit(" ", 1) for line in self.client.get("/metrics").text.splitlines() if line[0] != "#"]
        return {name.removeprefix("tenure_front_"): int(count) for name, count in lines}

    def events(self) -> list[dict[str, object]]:
        """Return the stored events, and empty the inbox."""
        return [event for request in self.taken() for event in request["events"]]


@contextmanager
def running_front(home: Home, *, database_url: str | None = None, **environment: str) -> Iterator[Front]:
    """Serve a home, whose state must have its tables, until the end."""
    port = free_port()
    front = Front(home, port, database_url, _started(home, port, database_url, environment))
    try:
        _wait(front)
        yield front
    finally:
        front.client.close()
        front.process.terminate()
        front.process.wait(PATIENCE)


def make_bare_state(home: Home) -> None:
    """Make of the state only what the front reads, with one workspace and two keys."""
    with closing(sqlite3.connect(home.state)) as state, state:
        state.execute("PRAGMA journal_mode = WAL")
        state.execute(
            "CREATE TABLE platform_workspace (id INTEGER PRIMARY KEY, kind TEXT, subscriptions_from TEXT,"
            " clock_target_at TEXT, clock_workspace_at TEXT, clock_real_at TEXT, clock_rate REAL)"
        )
        state.execute("CREATE TABLE platform_cursor (workspace_id INTEGER, name TEXT, seq INTEGER)")
        state.execute(
            "CREATE TABLE platform_apikey"
            " (workspace_id INTEGER, kind TEXT, name TEXT, scopes TEXT, digest TEXT, expires_at TEXT, revoked_at TEXT)"
        )
        state.execute(
            "INSERT INTO platform_workspace"
            " VALUES (7, 'live', 'events', NULL, '2026-03-01 12:00:00', '2026-03-01 12:00:00', 1)"
        )
        keys = ((BROWSER_KEY, "write", "website", "tracking"), (SERVER_KEY, "secret", "server", "*"))
        for key, *columns in keys:
            digest = sha256(key.encode()).hexdigest()
            state.execute("INSERT INTO platform_apikey VALUES (7, ?, ?, ?, ?, NULL, NULL)", (*columns, digest))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(home: Home, port: int, database_url: str | None, more: dict[str, str]) -> "subprocess.Popen[bytes]":
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(("TENURE_", "DJANGO_"))}
    own = {"TENURE_HOME": str(home.path), "TENURE_LOG_LEVEL": "warning", "TENURE_FRONT_PROCESSES": "1"} | more
    if database_url:
        own["TENURE_DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--no-ws", "--log-level", "warning"]
    return subprocess.Popen(
        [*command, "--port", str(port), "tenure.project.front:app"], env=foreign | own, cwd=home.path
    )


def _wait(front: Front) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert front.process.poll() is None, "the front went down"
        try:
            front.client.get("/healthz")
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("the front did not come up")
