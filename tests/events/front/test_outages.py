"""The front while its database is away, and while it is attacked."""

import contextlib
import socket
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

import pytest

from tenure.kernel import json
from tenure.platform.services.create_workspace import issue_key
from tests.events.nasty import event
from tests.support.fronts import free_port, running_front
from tests.support.workspaces import make_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = {"userId": "ann"}


class _Line:
    """A line to a database that can be cut."""

    def __init__(self, url):
        parts = urlsplit(url)
        self.target = (parts.hostname, parts.port or 5432)
        self.port = free_port()
        user, _, _ = parts.netloc.rpartition("@")
        self.url = urlunsplit(parts._replace(netloc=f"{user}@127.0.0.1:{self.port}"))
        self.ends = []
        self.connect()

    def connect(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=[self.listener], daemon=True).start()

    def cut(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def _accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            self.ends += [near, far]
            for here, there in ((near, far), (far, near)):
                threading.Thread(target=_pass_on, args=[here, there], daemon=True).start()


def _pass_on(here, there):
    try:
        while part := here.recv(65_536):
            there.sendall(part)
        there.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.mark.parametrize("database_vendor", ["postgresql"], indirect=True)
def test_without_its_database_the_front_asks_to_come_back_and_recovers(home, state):
    key = issue_key(make_workspace("Moveo"), kind="write", name="app", now=NOW)
    line = _Line(state.url)
    with running_front(home, database_url=line.url) as front:
        stored = 0
        for _ in range(3):
            assert front.post("/v1/page", PAGE, key=key).status_code == 200
            line.cut()
            away = front.post("/v1/page", PAGE, key=key)
            assert (away.status_code, away.headers["retry-after"]) == (503, "1")
            assert front.client.get("/healthz").status_code == 200

            line.connect()
            began = time.monotonic()
            _until(lambda: front.post("/v1/page", PAGE, key=key).status_code == 200)
            assert time.monotonic() - began < 5
            stored += 2

        assert len(front.events()) == stored
    line.cut()


def test_a_hostile_request_does_not_hold_up_the_others(front):
    hostile = b'{"batch":[' + b",".join([event(json.encode({"a": "1234 " * 6400}))] * 15) + b"]}"
    attack = threading.Thread(target=lambda: front.post("/v1/batch", hostile))
    front.post("/v1/page", PAGE)

    attack.start()
    taken = []
    while attack.is_alive():
        begun = time.monotonic()
        assert front.post("/v1/page", PAGE).status_code == 200
        taken.append(time.monotonic() - begun)
    attack.join()

    assert len(taken) > 5


def test_more_than_can_be_held_is_turned_away_and_what_was_taken_is_stored(front):
    before = front.counts()["requests_unavailable_total"]
    waiting = []
    for _ in range(140):
        client = socket.create_connection(("127.0.0.1", front.port))
        client.sendall(b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 511000\r\n\r\n{")
        waiting.append(client)
    try:
        _until(lambda: front.counts()["requests_unavailable_total"] > before)
        answered = front.post("/v1/page", b" " * 511_000)
        assert answered.status_code == 503
        assert answered.headers["retry-after"] == "1"
    finally:
        for client in waiting:
            client.close()

    _until(lambda: front.post("/v1/page", PAGE).status_code == 200)


def _until(is_so):
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
