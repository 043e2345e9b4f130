"""The client of browsers, in Chromium, on a page of another site than Tenure's."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.clients.installed import installed
from tests.clients.snippets import snippet
from tests.support.fronts import BROWSER_KEY

CALLS = ["i", "t", "p", "s", "g", "a"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def site(tmp_path):
    """Have a site of one page that the test writes, with the client's files beside it."""
    (tmp_path / "analytics").symlink_to(installed("node_modules/@segment/analytics-next/dist/umd"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=tmp_path))
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    serving.join()
    server.server_close()


class _Visit:
    """One look at a page: what it sent to Tenure, and of what it complained."""

    def __init__(self, page, front):
        self.requests, self.complaints = [], []
        self._page, self._front = page, front
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._look_at)

    def open(self, url, *, until):
        self._page.goto(url)
        self.wait(lambda: len(self.sent()) >= until)

    def wait(self, found):
        """Let the page go on until something is so, or a minute is over."""
        for _ in range(1200):
            if found():
                return
            self._page.wait_for_timeout(50)

    def sent(self):
        return [path for method, path, *_ in self.requests if method == "POST"]

    def _look_at(self, response):
        request = response.request
        if request.url.startswith(self._front.url):
            path = request.url.removeprefix(self._front.url)
            self.requests.append((request.method, path, response.status, request.headers))


@pytest.fixture
def visit(browser, front):
    context = browser.new_context()
    yield _Visit(context.new_page(), front)
    context.close()


def _html(front, key=BROWSER_KEY):
    # A page without an icon would complain that it has none.
    return '<link rel="icon" href="data:,">' + snippet("Browsers", url=front.url, key=key)


def _sent(event):
    """Return an event without what differs from call to call and from page to page."""
    mine = {"email", "seats", "format", "pages", "category", "name", "dark", "industry", "previousId"}
    kept = {name: event[name] for name in ("kind", "name", "user_id", "account_id") if name in event}
    return kept | {"properties": {name: value for name, value in event["properties"].items() if name in mine}}


ARRIVED = [
    {"kind": "identify", "user_id": "ann", "properties": {"email": "ann@example.com", "seats": 5}},
    {
        "kind": "track",
        "name": "report_exported",
        "user_id": "ann",
        "properties": {"format": "pdf", "pages": 12},
    },
    {"kind": "page", "name": "Pricing", "user_id": "ann", "properties": {"category": "Docs", "name": "Pricing"}},
    {
        "kind": "screen",
        "name": "Billing",
        "user_id": "ann",
        "properties": {"category": "Settings", "dark": True},
    },
    {"kind": "group", "user_id": "ann", "account_id": "acme", "properties": {"industry": "Printing"}},
    {"kind": "alias", "user_id": "ann", "properties": {"previousId": "visitor-1"}},
]


def _in_order(events):
    kinds = [event["kind"] for event in ARRIVED]
    return sorted(events, key=lambda event: kinds.index(event["kind"]))


def test_every_call_of_a_page_arrives_at_the_first_attempt(front, site, visit):
    folder, url = site
    (folder / "index.html").write_text(_html(front))

    visit.open(url, until=6)

    assert visit.complaints == []
    assert [(method, path, status) for method, path, status, _ in visit.requests[:1]] == [
        ("GET", f"/v1/projects/{BROWSER_KEY}/settings", 200)
    ]
    assert sorted(visit.sent()) == sorted(f"/v1/{letter}" for letter in CALLS)
    posts = [(status, headers) for method, _, status, headers in visit.requests if method == "POST"]
    assert {status for status, _ in posts} == {200}
    # With this header no browser lets a page of another site send before it has asked by a preflight.
    assert all(headers["authorization"].startswith("Basic ") for _, headers in posts)
    assert all(headers["content-type"].startswith("text/plain") for _, headers in posts)

    requests = front.taken()
    assert {(request["source"], request["is_browser"]) for request in requests} == {("website", True)}
    events = [event for request in requests for event in request["events"]]
    assert [_sent(event) for event in _in_order(events)] == ARRIVED
    assert len({event["message_id"] for event in events}) == 6
    assert all(event["context"]["page"]["url"] == url for event in events)
    assert {event["context"]["library"]["version"] for event in events} == {"next-1.84.3"}


def test_batching_sends_all_calls_of_a_page_at_once(front, site, visit):
    folder, url = site
    code = _html(front)
    batching = snippet("Browsers", url=front.url, key=BROWSER_KEY, place=1).strip()
    assert "  })\n" in code
    (folder / "index.html").write_text(code.replace("  })\n", f"  }}, {batching})\n", 1))

    visit.open(url, until=1)

    assert visit.complaints == []
    assert visit.sent() == ["/v1/b"]
    events = front.events()
    assert [_sent(event) for event in _in_order(events)] == ARRIVED
    assert all(event["sent_at"] >= event["timestamp"] for event in events)


def test_a_page_with_an_unknown_key_sends_nothing(front, site, visit):
    folder, url = site
    (folder / "index.html").write_text(_html(front, key="tn_write_nobody"))

    visit.open(url, until=0)
    visit.wait(lambda: visit.requests and visit.complaints)
    visit._page.wait_for_timeout(300)

    assert [(path, status) for _, path, status, _ in visit.requests] == [("/v1/projects/tn_write_nobody/settings", 401)]
    assert visit.complaints != []
    assert front.events() == []
