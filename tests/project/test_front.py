import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingUnixStreamServer

import httpx
import pytest

from tests.support.fronts import make_bare_state, running_front

PAGE = {"userId": "ann"}


class _Pages(BaseHTTPRequestHandler):
    """What stands in for Django: it shows what reached it."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        if self.path == "/slow":
            self.server.released.wait(20)
        if self.path == "/broken":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        length = int(self.headers.get("Content-Length", 0))
        shown = {
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": self.rfile.read(length).decode(),
        }
        body = json.dumps(shown).encode()
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Connection", "keep-alive")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def address_string(self):
        return "unix"

    def log_message(self, *args):
        pass


class _Server(ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def _pages(home):
    home.run_dir.mkdir(exist_ok=True)
    address = home.run_dir / "django.sock"
    address.unlink(missing_ok=True)
    with _Server(str(address), _Pages) as server:
        server.released = threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            address.unlink(missing_ok=True)


@pytest.fixture
def front(home):
    make_bare_state(home)
    with running_front(home) as running:
        yield running


def test_what_is_not_for_the_front_goes_to_the_pages_as_it_came(home, front):
    with _pages(home):
        answered = front.client.post(
            "/customers/a%2Fbc?q=%C3%A9&x=1",
            content=b"name=ann",
            headers={"Cookie": "session=s", "X-Forwarded-For": "203.0.113.9", "Host": "tenure.example"},
        )

    shown = answered.json()
    assert (shown["method"], shown["path"], shown["body"]) == ("POST", "/customers/a%2Fbc?q=%C3%A9&x=1", "name=ann")
    assert (shown["headers"]["cookie"], shown["headers"]["host"]) == ("session=s", "tenure.example")
    assert shown["headers"]["x-forwarded-for"] == "203.0.113.9, 127.0.0.1"
    assert (shown["headers"]["x-forwarded-proto"], shown["headers"]["x-forwarded-host"]) == ("http", "tenure.example")
    assert "connection" not in answered.headers
    assert answered.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_answers_of_the_pages_are_passed_on_whatever_they_are(home, front):
    with _pages(home):
        assert front.client.get("/missing").status_code == 404
        assert front.client.head("/").content == b""
        assert front.client.get("/v1/batch").json()["method"] == "GET"
        assert front.client.post("/api/v1/track", json={}).json()["path"] == "/api/v1/track"


def test_a_form_of_a_page_is_never_taken_for_an_event(home, front):
    with _pages(home):
        assert front.client.post("/customers/t", data={"name": "ann"}).json()["path"] == "/customers/t"


def test_a_large_upload_is_passed_on(home, front):
    body = b"x" * 3_000_000

    with _pages(home):
        answered = front.client.post("/import", content=body)

    assert len(answered.json()["body"]) == len(body)


def test_without_pages_tracking_goes_on_and_pages_say_so(front):
    page, api = front.client.get("/"), front.client.get("/api/v1/customers/ann")

    assert (page.status_code, page.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert (api.status_code, api.json()["code"]) == (503, "unavailable")
    assert page.headers["retry-after"] == "2"
    assert front.post("/v1/page", PAGE).status_code == 200


def test_pages_that_break_off_are_an_answer_too(home, front):
    with _pages(home):
        assert front.client.get("/broken").status_code == 502
        assert front.client.get("/").status_code == 200


def test_pages_that_hang_hold_up_nobody_else(home, front):
    with _pages(home) as pages:
        hanging = threading.Thread(target=lambda: front.client.get("/slow"))
        hanging.start()
        time.sleep(0.2)
        began = time.monotonic()

        assert front.post("/v1/page", PAGE).status_code == 200
        assert front.client.get("/").status_code == 200
        assert time.monotonic() - began < 2

        pages.released.set()
        hanging.join(20)


def test_the_pages_may_start_after_the_front_and_again(home, front):
    assert front.client.get("/").status_code == 503
    for _ in range(2):
        with _pages(home):
            assert front.client.get("/").status_code == 200


def test_ready_means_state_inbox_and_pages(home, front):
    assert front.client.get("/readyz").json() == {"state": True, "inbox": True, "pages": False}
    assert front.client.get("/readyz").status_code == 503
    with _pages(home):
        answered = front.client.get("/readyz")

    assert (answered.status_code, answered.json()) == (200, {"state": True, "inbox": True, "pages": True})


def test_alive_means_answering(front):
    assert (front.client.get("/healthz").status_code, front.client.get("/healthz").text) == (200, "ok")


def test_counts_are_shown(front):
    front.post("/v1/page", PAGE)
    front.post("/v1/track", {})

    counts = front.counts()
    assert (counts["requests_total"], counts["commits_total"], counts["waiting_requests"]) == (2, 2, 0)
    assert (counts["events_accepted_total"], counts["events_rejected_total"]) == (1, 1)


ALONE = """
import asyncio, sys
from tenure.project.front import app

async def run():
    to_app, from_app = asyncio.Queue(), asyncio.Queue()
    life = asyncio.create_task(app({"type": "lifespan"}, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    assert (await from_app.get())["type"] == "lifespan.startup.complete"
    sent = []

    async def receive():
        return {"type": "http.request", "body": b'{"writeKey":"tn_live_server","userId":"ann"}'}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/page", "headers": [], "scheme": "http"}
    await app(scope, receive, send)
    await to_app.put({"type": "lifespan.shutdown"})
    await life
    print(sent[0]["status"], [name for name in sys.modules if name.split(".")[0] in {"django", "ninja", "polars"}])

asyncio.run(run())
"""


def test_the_front_works_without_django(home):
    make_bare_state(home)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TENURE_", "DJANGO_"))}

    done = subprocess.run(
        [sys.executable, "-c", ALONE],
        env=environment | {"TENURE_HOME": str(home.path)},
        capture_output=True,
        text=True,
        check=True,
        cwd=home.path,
    )

    assert done.stdout.strip() == "200 []"


def test_a_front_without_a_state_is_alive_and_asks_to_come_back(home):
    with running_front(home) as front:
        assert front.client.get("/healthz").status_code == 200
        assert front.client.get("/readyz").json()["state"] is False
        assert front.post("/v1/page", PAGE).status_code == 503

        make_bare_state(home)
        deadline = time.monotonic() + 5
        while front.post("/v1/page", PAGE).status_code != httpx.codes.OK:
            assert time.monotonic() < deadline
            time.sleep(0.05)
