"""T10 and T12, for tracking: more than can be stored, and a disk that is full."""

import resource
import socket
import sqlite3
import subprocess
import time
from base64 import b64encode
from contextlib import closing, contextmanager, suppress
from itertools import count
from secrets import token_hex

import psutil
import pytest

from tenure.kernel import json
from tenure.platform.home import Home
from tests.support.fronts import SERVER_KEY, make_bare_state, running_front

TRACK = {"type": "track", "event": "opened", "userId": "ann"}
SENDERS = 500
BODY_BYTES = 480_000  # of a batch, close to the most that one may have
# 128 MB may wait as bodies that are read and as rows; the rest is what they cost while they are looked at.
GROWTH = 256 << 20
PATIENCE = 60


def _memory(front):
    process = psutil.Process(front.process.pid)
    return sum(part.memory_info().rss for part in [process, *process.children(recursive=True)])


def _request(number):
    """Return a batch as large as one may be, whose events are named after the number."""
    events = [TRACK | {"messageId": f"m-{number}", "properties": {"a": "x" * 30_000}}] * (BODY_BYTES // 30_100)
    body = json.encode({"batch": events})
    credentials = b64encode(f"{SERVER_KEY}:".encode()).decode()
    head = f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {credentials}\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Sender:
    """One of many that send a batch and hear the answer only later."""

    def __init__(self, front, number):
        self.number = number
        self._rest = memoryview(_request(number))
        self._socket = socket.create_connection(("127.0.0.1", front.port), timeout=PATIENCE)
        self._socket.settimeout(0)

    def push(self):
        """Send what can be sent now; return whether that was all."""
        try:
            while self._rest:
                self._rest = self._rest[self._socket.send(self._rest) :]
        except BlockingIOError:
            return False
        except OSError:
            # It was answered before it had told all.
            self._rest = self._rest[:0]
        return True

    def answer(self):
        self._socket.settimeout(PATIENCE)
        parts = []
        with suppress(ConnectionResetError):
            while part := self._socket.recv(65_536):
                parts.append(part)
        self._socket.close()
        return b"".join(parts).lower()


@contextmanager
def _stalled(home):
    """Have an inbox that nobody can write."""
    with closing(sqlite3.connect(home.inbox, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_a_flood_before_a_stalled_inbox_is_turned_away_in_bounded_memory_and_what_was_taken_is_stored(tmp_path):
    home = Home(tmp_path)
    make_bare_state(home)
    with running_front(home) as front:
        assert front.post("/v1/track", TRACK).status_code == 200
        front.taken()
        before = peak = _memory(front)
        with _stalled(home):
            senders = [_Sender(front, number) for number in range(SENDERS)]
            deadline = time.monotonic() + 3
            while sum(sender.push() for sender in senders) < SENDERS and time.monotonic() < deadline:
                peak = max(peak, _memory(front))
                time.sleep(0.02)
            assert front.client.get("/healthz").status_code == 200
            peak = max(peak, _memory(front))
        while sum(sender.push() for sender in senders) < SENDERS:
            time.sleep(0.02)
        answers = {sender.number: sender.answer() for sender in senders}
        taken = {f"m-{number}" for number, answer in answers.items() if answer.startswith(b"http/1.1 200")}
        busy = [answer for answer in answers.values() if answer.startswith(b"http/1.1 503")]

        assert front.post("/v1/track", TRACK).status_code == 200
        stored = {event["message_id"] for event in front.events()}
    print(f"T10: {len(taken)} taken, {len(busy)} turned away, {(peak - before) / (1 << 20):+.0f} MB")
    assert len(busy) > SENDERS // 4
    assert all(b"retry-after: 1" in answer for answer in busy)
    assert taken
    assert taken <= stored
    assert peak - before < GROWTH


@contextmanager
def _full_disk(home):
    """Have a disk of its own for the home, and a way to fill it: what the system says then is ENOSPC."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", home.path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")

    @contextmanager
    def filled(front):
        ballast = home.path / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"x" * 4_096):
                pass
        yield
        ballast.unlink()

    try:
        yield filled
    finally:
        subprocess.run(["umount", "--lazy", home.path], check=True)


@contextmanager
def _bounded_files(home):
    """Have a way to forbid files to grow, which needs no rights: what the system says then is EFBIG."""

    @contextmanager
    def filled(front):
        parts = [psutil.Process(front.process.pid), *psutil.Process(front.process.pid).children(recursive=True)]
        for part in parts:
            part.rlimit(resource.RLIMIT_FSIZE, (home.inbox.stat().st_size, resource.RLIM_INFINITY))
        yield
        for part in parts:
            part.rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    yield filled


@pytest.mark.parametrize("small_disk", [_full_disk, _bounded_files])
def test_on_a_full_disk_clients_are_asked_to_come_back_and_nothing_that_was_acknowledged_is_lost(home, small_disk):
    numbers, acknowledged = count(1), set()

    def send(front):
        event = TRACK | {"messageId": f"m-{next(numbers)}", "properties": {"a": token_hex(10_000)}}
        answered = front.post("/v1/track", event)
        if answered.status_code == 200:
            acknowledged.add(event["messageId"])
        return answered

    with small_disk(home) as full:
        make_bare_state(home)
        with running_front(home) as front:
            assert [send(front).status_code for _ in range(20)] == [200] * 20
            for _ in range(2):
                with full(front):
                    # What SQLite has reserved before is used up first.
                    while send(front).status_code == 200:
                        assert len(acknowledged) < 500
                    answers = [send(front) for _ in range(20)]
                    assert [(answer.status_code, answer.headers["retry-after"]) for answer in answers] == [
                        (503, "1")
                    ] * 20
                    assert front.client.get("/healthz").status_code == 200
                begun = time.monotonic()
                while send(front).status_code != 200:
                    assert time.monotonic() - begun < PATIENCE
            stored = {event["message_id"] for event in front.events()}
    assert len(acknowledged) >= 22
    assert acknowledged <= stored
