"""Stand in for what channels call: a real HTTP server that keeps what it got, and misbehaves as told."""

import threading
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

from tenure.platform.egress import EgressClient

LOOPBACK = [ip_network("127.0.0.0/8")]


@dataclass(frozen=True)
class Got:
    """One call as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What to do with the next call: answer, late if told, or take it and hang up."""

    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    hangs_up: bool = False


class Gateway:
    """What arrived, and the replies to come; with none left it says yes."""

    def __init__(self):
        self.port = 0
        self.got = []
        self.replies = deque()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/take"

    def then(self, *replies):
        self.replies.extend(replies)


@contextmanager
def gateway():
    """Run a server on loopback."""
    taken = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self):
            size = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            taken.got.append(Got(self.command, self.path, headers, self.rfile.read(size)))
            reply = taken.replies.popleft() if taken.replies else Reply()
            time.sleep(reply.after)
            if reply.hangs_up:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {**reply.headers, "content-length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - http.server's names

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    taken.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def homely():
    """Return a client that reaches this machine, as an installation may allow."""
    return EgressClient(allowed=LOOPBACK)
