"""Measure the way of one event through the whole house: from the client's request to the mail's DATA."""

import threading
import time
from collections.abc import Iterator
from statistics import quantiles

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tools.benches.figures import Figure
from tools.benches.house import House, free_port, served

EVENTS = 60
PATIENCE = 30.0
TEMPLATE = {"channel": "email", "class": "service", "subject": "Hello", "liquid": "<p>Hello {{ customer.user_id }}</p>"}
JOURNEY = {
    "key": "welcome",
    "name": "Welcome",
    "entry": {"event": "signed_up"},
    "reentry": "never",
    "holdout": 0,
    "nodes": [{"id": "hello", "send": {"channel": "email", "template": "welcome"}}, {"id": "done", "end": {}}],
}


class Sink:
    """A real SMTP server that notes when each mail came."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self.came = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        del server, session, envelope
        self.came.set()
        return "250 OK"


def measure() -> Iterator[Figure]:
    """Yield the latency of one event at a time on an idle house."""
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with served(TENURE_SMTP_URL=f"smtp://127.0.0.1:{port}") as house:
            house.api("PUT", "/templates/welcome", TEMPLATE)
            house.api("POST", "/journeys", JOURNEY)
            house.api("POST", "/journeys/welcome/activate", {})
            taken = sorted(_latency(house, sink, number) for number in range(EVENTS))
    finally:
        controller.stop()
    cuts = quantiles(taken, n=20)
    name, note = "event -> journey -> SMTP DATA, idle", f"{EVENTS} events, one at a time, SQLite"
    peer = "45-120 s Dittofeed"
    yield Figure(f"{name}, p50", cuts[9] * 1000, "ms", "", peer, note)
    yield Figure(f"{name}, p95", cuts[18] * 1000, "ms", "<= 1000", peer, note)


def _latency(house: House, sink: Sink, number: int) -> float:
    sink.came.clear()
    who = {"userId": f"u{number}"}
    batch = [
        {"type": "identify", **who, "traits": {"email": f"u{number}@example.com"}},
        {"type": "track", **who, "event": "signed_up"},
    ]
    begun = time.perf_counter()
    body = {"writeKey": house.keys["write_key"], "batch": batch}
    httpx.post(f"{house.url}/v1/batch", json=body).raise_for_status()
    if not sink.came.wait(PATIENCE):
        raise TimeoutError(f"no mail came for event {number}")
    return time.perf_counter() - begun
