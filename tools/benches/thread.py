"""Measure the way of one event through the whole house: from the client's request to the mail's DATA.

`python -m tools.benches.thread` also prints where the time goes, from the worker's own log of its turns.
"""

import re
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tools.benches.figures import Figure
from tools.benches.house import free_port, served

EVENTS = 60
PATIENCE = 30.0
PAUSE = 0.3
TEMPLATE = {"channel": "email", "class": "service", "subject": "Hello", "liquid": "<p>Hello {{ customer.user_id }}</p>"}
JOURNEY = {
    "key": "welcome",
    "name": "Welcome",
    "entry": {"event": "signed_up"},
    "reentry": "never",
    "holdout": 0,
    "nodes": [{"id": "hello", "send": {"channel": "email", "template": "welcome"}}, {"id": "done", "end": {}}],
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One event's way: instants in seconds since 1970."""

    posted_at: float
    answered_at: float
    mailed_at: float

    @property
    def seconds(self) -> float:
        """Return how long all of it took."""
        return self.mailed_at - self.posted_at


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of the worker took, in milliseconds by its parts, and when it ended."""

    ended_at: float
    parts: dict[str, float]

    @property
    def began_at(self) -> float:
        """Return when it began."""
        return self.ended_at - sum(self.parts.values()) / 1000


class Sink:
    """A real SMTP server that notes when each mail came."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self.came = threading.Event()
        self.at = 0.0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        del server, session, envelope
        self.at = time.time()
        self.came.set()
        return "250 OK"


def measure() -> Iterator[Figure]:
    """Yield the latency of one event at a time on an idle house."""
    sent, _ = _lived()
    cuts = quantiles(sorted(each.seconds for each in sent), n=20)
    name, note = "event -> journey -> SMTP DATA, idle", f"{EVENTS} events, one at a time, SQLite"
    peer = "45-120 s Dittofeed"
    yield Figure(f"{name}, p50", cuts[9] * 1000, "ms", "", peer, note)
    yield Figure(f"{name}, p95", cuts[18] * 1000, "ms", "<= 1000", peer, note)


def _lived() -> tuple[list[Sent], list[Turn]]:
    """Return the ways of all events, and the turns of the worker that moved anything."""
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        try:
            with served(log.fileno(), TENURE_SMTP_URL=f"smtp://127.0.0.1:{port}", TENURE_LOG_LEVEL="debug") as house:
                house.api("PUT", "/templates/welcome", TEMPLATE)
                house.api("POST", "/journeys", JOURNEY)
                house.api("POST", "/journeys/welcome/activate", {})
                # One client: to make one costs more than its request.
                with httpx.Client(base_url=house.url) as client:
                    sent = [_sent(client, house.keys["write_key"], sink, number) for number in range(EVENTS)]
        finally:
            controller.stop()
        return sent, _turns(Path(log.name).read_text())


def _sent(client: httpx.Client, key: str, sink: Sink, number: int) -> Sent:
    sink.came.clear()
    who = {"userId": f"u{number}"}
    batch = [
        {"type": "identify", **who, "traits": {"email": f"u{number}@example.com"}},
        {"type": "track", **who, "event": "signed_up"},
    ]
    begun = time.time()
    client.post("/v1/batch", json={"writeKey": key, "batch": batch}).raise_for_status()
    answered_at = time.time()
    if not sink.came.wait(PATIENCE):
        raise TimeoutError(f"no mail came for event {number}")
    # An idle house: what this event left to do is done.
    time.sleep(PAUSE)
    return Sent(begun, answered_at, sink.at)


def _turns(log: str) -> list[Turn]:
    lines = re.findall(r"^(\S+) \[debug *\] worker_turned +(.*)$", log, re.MULTILINE)
    return [
        Turn(
            datetime.fromisoformat(at).timestamp(),
            {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", facts) if name != "moved"},
        )
        for at, facts in lines
    ]


def _print_parts() -> None:
    """Print the median of each part of the way, in milliseconds."""
    sent, turns = _lived()
    parts: dict[str, list[float]] = defaultdict(list)
    for each in sent:
        told = [turn for turn in turns if turn.ended_at > each.answered_at and turn.began_at < each.mailed_at]
        parts["request, until it is durable"].append((each.answered_at - each.posted_at) * 1000)
        parts["until the worker turns"].append((told[0].began_at - each.answered_at) * 1000)
        for name in told[0].parts:
            parts[name].append(sum(turn.parts[name] for turn in told))
        parts["deliver, after the mail's DATA"].append((each.mailed_at - told[-1].ended_at) * 1000)
        parts["all, until the mail's DATA"].append(each.seconds * 1000)
        parts["turns"].append(len(told))
    for part, taken in parts.items():
        print(f"{part:<32} {median(taken):>8.1f}")


if __name__ == "__main__":
    _print_parts()
