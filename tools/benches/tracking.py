"""Measure tracking: durable, with every check and masking on, after the nasty corpus was refused."""

import re
import selectors
import socket
import subprocess
import sys
import time
import uuid
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from random import Random

import httpx
import msgspec
import psutil

from tests.events.nasty import NASTY
from tools.benches.figures import Figure
from tools.benches.house import free_port, new_home

SECONDS = 4.0
WARM_UP = 1.0
BATCH = 100
BODIES = 40
BATCH_CONNECTIONS, SINGLE_CONNECTIONS = 16, 64
PEER = "1.7k events/s RudderStack's published figure"


@dataclass(frozen=True, slots=True)
class Load:
    """What a load achieved, and what it cost the front."""

    rate: float  # requests a second
    p99_ms: float
    cpu_us: float  # of all processes of the front, a request
    commits: int
    requests: int


@dataclass(frozen=True, slots=True)
class Front:
    """A front that runs alone, and a key for it."""

    port: int
    key: str
    processes: Sequence[psutil.Process]


def measure() -> Iterator[Figure]:
    """Yield events and requests a second, on SQLite, of one front process and of two."""
    for workers in (1, 2):
        with new_home() as (_, keys, environment), _front(keys, environment, workers=workers) as front:
            refused = _refuse_the_nasty(front)
            batches = _load(front, [_request(front, "/v1/batch", body) for body in _batches()], BATCH_CONNECTIONS)
            singles = _load(front, [_request(front, "/v1/track", body) for body in _singles()], SINGLE_CONNECTIONS)
        name = f"tracking, {workers} front process{'es' * (workers > 1)}"
        yield from _figures(
            f"{name}, batches of {BATCH}", batches, BATCH, ">= 150,000", 25, f"{refused} nasty refused first"
        )
        yield from _figures(f"{name}, single events", singles, 1, ">= 15,000", 15, "")


def _figures(name: str, load: Load, events: int, target: str, p99: int, note: str) -> Iterator[Figure]:
    commits = f"{load.requests * events / max(1, load.commits):,.0f} events a commit" if load.commits else ""
    cost = f"{load.cpu_us / events:.1f} us CPU an event"
    yield Figure(name, load.rate * events, "events/s", target, PEER, ", ".join(filter(None, [note, cost, commits])))
    yield Figure(f"{name}, p99", load.p99_ms, "ms", f"< {p99}")


@contextmanager
def _front(keys: Mapping[str, str], environment: Mapping[str, str], *, workers: int) -> Iterator[Front]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--workers", str(workers), "--no-ws"]
    quiet = ["--log-level", "warning", "--port", str(port), "tenure.project.front:app"]
    process = subprocess.Popen([*command, *quiet], env=environment)  # noqa: S603 - our own command
    try:
        while not _is_alive(port):
            time.sleep(0.05)
        of = psutil.Process(process.pid)
        yield Front(port, keys["api_key"], [of, *of.children(recursive=True)])
    finally:
        process.terminate()
        process.wait(30)


def _is_alive(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _refuse_the_nasty(front: Front) -> int:
    """Return how many of the corpus were refused by themselves; anything else ends the measurement."""
    with httpx.Client(base_url=f"http://127.0.0.1:{front.port}", auth=(front.key, ""), trust_env=False) as client:
        for name, (event, code) in NASTY.items():
            answered = client.post("/v1/batch", content=b'{"batch":[' + event + b"]}").json()
            if [rejected["code"] for rejected in answered.get("rejected", [])] != [code]:
                raise RuntimeError(f"{name} was not refused: {answered}")
    return len(NASTY)


def _event(dice: Random, number: int) -> dict[str, object]:
    return {
        "integrations": {},
        "anonymousId": None,
        "properties": {
            "plan": "pro",
            "amount": 1999,
            "currency": "EUR",
            "page": "/account/settings",
            "seats": number % 7,
            "ratio": 0.25,
            "tags": ["a", "b"],
            "note": "hello there, a note",
        },
        "timestamp": f"2026-03-01T12:00:00.{number % 1000:03d}+00:00",
        "type": "track",
        "userId": f"user-{dice.randrange(100_000)}",
        "event": "feature_used",
        "context": {"library": {"name": "analytics-python", "version": "2.3.4"}, "ip": "10.1.2.3"},
        "messageId": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
    }


def _batches() -> Iterator[bytes]:
    dice = Random(7)  # noqa: S311 - the same events every time
    for _ in range(BODIES):
        batch = [_event(dice, number) for number in range(BATCH)]
        yield msgspec.json.encode({"batch": batch, "sentAt": "2026-03-01T12:00:01.123456+00:00"})


def _singles() -> Iterator[bytes]:
    dice = Random(8)  # noqa: S311 - the same events every time
    for number in range(BODIES * 10):
        yield msgspec.json.encode(_event(dice, number))


def _request(front: Front, path: str, body: bytes) -> bytes:
    credentials = b64encode(f"{front.key}:".encode()).decode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Basic {credentials}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _load(front: Front, requests: Sequence[bytes], connections: int) -> Load:
    _run(front.port, requests, connections, WARM_UP)
    cpu, commits = _cpu_seconds(front.processes), _commits(front.port)
    taken, seconds = _run(front.port, requests, connections, SECONDS)
    taken.sort()
    spent = _cpu_seconds(front.processes) - cpu
    # With several processes each counts its own commits, and one of them answers.
    made = _commits(front.port) - commits if len(front.processes) <= _ALONE else 0
    return Load(len(taken) / seconds, taken[int(len(taken) * 0.99)] * 1000, spent / len(taken) * 1e6, made, len(taken))


def _run(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> tuple[list[float], float]:
    """Keep so many requests under way; return how long each took, and how long all of it did."""
    following = cycle(requests)
    taken: list[float] = []
    begun = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            client = socket.create_connection(("127.0.0.1", port))
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(client, selectors.EVENT_READ, [time.perf_counter()])
            client.sendall(next(following))
        while selector.get_map():
            for ready, _ in selector.select():
                client = ready.fileobj  # type: ignore[assignment]  # only sockets were registered
                answered = client.recv(65_536)
                now = time.perf_counter()
                if not answered.startswith(b"HTTP/1.1 200") or b"rejected" in answered:
                    raise RuntimeError(f"not stored: {answered[:500]!r}")
                taken.append(now - ready.data[0])
                if now - begun < seconds:
                    ready.data[0] = now
                    client.sendall(next(following))
                else:
                    selector.unregister(client)
                    client.close()
    return taken, time.perf_counter() - begun


_ALONE = 2  # the server's own process and one worker


def _cpu_seconds(processes: Sequence[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _commits(port: int) -> int:
    shown = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    counted = re.search(r"^tenure_front_commits_total (\d+)$", shown, re.MULTILINE)
    return int(counted[1]) if counted else 0
