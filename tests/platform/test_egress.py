import ipaddress
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tenure.kernel.errors import NotAllowed, Unavailable
from tenure.platform.egress import MAX_BODY, EgressClient, is_public

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()
            return
        answer = b"x" * (MAX_BODY + 1) if self.path == "/endless" else self.headers["Host"].encode() + b" " + body
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running.server_port
        running.shutdown()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.8",
        "2002:a00:1::",
    ],
)
def test_an_address_inside_is_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


def test_an_address_of_the_open_internet_is_public():
    assert is_public(ipaddress.ip_address("93.184.216.34"))


def test_a_private_address_is_refused_before_anything_is_sent(server):
    with pytest.raises(NotAllowed, match="TENURE_EGRESS_ALLOW_CIDRS") as refusal:
        EgressClient().request("POST", f"http://localhost:{server}/")

    assert refusal.value.field == "url"


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    client = EgressClient(resolver=lambda *_: ["93.184.216.34", "10.0.0.1"])

    with pytest.raises(NotAllowed):
        client.request("POST", "https://rebound.example/")


def test_an_allowed_range_is_reached_at_the_checked_address_under_its_own_name(server):
    client = EgressClient(allowed=LOOPBACK, resolver=lambda *_: ["127.0.0.1"])

    answer = client.request("POST", f"http://hooks.example:{server}/", body=b"hello")

    assert (answer.status, answer.body) == (200, f"hooks.example:{server} hello".encode())


def test_a_redirect_is_not_followed(server):
    client = EgressClient(allowed=LOOPBACK)

    assert client.request("POST", f"http://127.0.0.1:{server}/elsewhere").status == 302


def test_an_endless_answer_is_cut(server):
    with pytest.raises(Unavailable, match="longer"):
        EgressClient(allowed=LOOPBACK).request("POST", f"http://127.0.0.1:{server}/endless")


def test_only_web_addresses_are_called():
    with pytest.raises(NotAllowed, match="https://"):
        EgressClient().request("GET", "file:///etc/passwd")


def test_a_closed_port_is_unavailable():
    with pytest.raises(Unavailable):
        EgressClient(allowed=LOOPBACK).request("GET", "http://127.0.0.1:9/")
