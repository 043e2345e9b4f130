import sqlite3
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tenure.kernel import json
from tenure.kernel.signing import sign
from tenure.platform.home import Home
from tenure.platform.services.cursors import advance_cursor
from tenure.ui.live.tokens import page_token
from tests.support.fronts import make_bare_state, running_front
from tests.support.workspaces import make_workspace


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("live"))
    make_bare_state(home)
    with running_front(home) as front:
        yield front


def _token(front, workspace_id=7, *, now=None):
    return page_token(workspace_id, now or datetime.now(UTC), key=front.home.secret_key())


@contextmanager
def _listening(front, token):
    """Yield the events of a stream as (name, number)."""
    with front.client.stream("GET", "/live", params={"token": token}) as answered:
        assert answered.status_code == 200
        assert answered.headers["content-type"] == "text/event-stream"
        assert answered.headers["content-encoding"] == "identity"
        yield _events(answered.iter_lines())


def _events(lines):
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            yield name, int(line.removeprefix("data: "))


def _move(front, workspace_id, name, seq):
    with closing(sqlite3.connect(front.home.state)) as state, state:
        state.execute("DELETE FROM platform_cursor WHERE workspace_id = ? AND name = ?", (workspace_id, name))
        state.execute("INSERT INTO platform_cursor VALUES (?, ?, ?)", (workspace_id, name, seq))


def test_a_page_is_told_where_its_workspace_is_and_what_moves(served, home):
    _move(served, 7, "stream", 41)
    with _listening(served, _token(served)) as events:
        assert next(events) == ("stream", 41)

        _move(served, 8, "stream", 5)
        _move(served, 7, "unknown", 5)
        _move(served, 7, "journeys", 3)
        began = time.monotonic()
        assert next(events) == ("journeys", 3)
        assert time.monotonic() - began < 10

        _move(served, 7, "stream", 42)
        assert next(events) == ("stream", 42)


def test_every_page_hears_of_it(served, home):
    _move(served, 7, "signals", 1)
    with _listening(served, _token(served)) as first, _listening(served, _token(served)) as second:
        _move(served, 7, "signals", 2)

        for events in (first, second):
            assert ("signals", 2) in (next(events) for _ in range(4))


def test_other_workspaces_hear_nothing(served, home):
    _move(served, 7, "stream", 50)
    _move(served, 9, "stream", 1)

    with _listening(served, _token(served, 9)) as events:
        assert next(events) == ("stream", 1)
        _move(served, 7, "stream", 51)
        _move(served, 9, "stream", 2)
        assert next(events) == ("stream", 2)


@pytest.mark.parametrize("token", ["", "x", "x.y", "é"])
def test_without_a_token_nobody_listens(served, token):
    assert served.client.get("/live", params={"token": token}).status_code == 403
    assert served.client.get("/live").status_code == 403


def test_a_token_that_is_old_forged_or_for_something_else_opens_nothing(served, home):
    key = served.home.secret_key().encode()
    payload = json.encode({"w": 7, "exp": int(datetime.now(UTC).timestamp()) + 600})

    old = _token(served, now=datetime.now(UTC) - timedelta(hours=1))
    forged = sign(payload, key=b"another key", purpose="live")
    other = sign(payload, key=key, purpose="sign-in")

    assert [served.client.get("/live", params={"token": token}).status_code for token in (old, forged, other)] == [
        403
    ] * 3
    with _listening(served, sign(payload, key=key, purpose="live")):
        pass


def test_the_stream_ends_with_its_token(served, home):
    payload = json.encode({"w": 7, "exp": int(datetime.now(UTC).timestamp()) + 2})
    token = sign(payload, key=served.home.secret_key().encode(), purpose="live")

    began = time.monotonic()
    with _listening(served, token) as events:
        list(events)

    assert time.monotonic() - began < 15


def test_listening_pages_do_not_keep_a_front_from_stopping(home):
    make_bare_state(home)
    with running_front(home) as front, _listening(front, _token(front)):
        began = time.monotonic()
        front.process.terminate()
        front.process.wait(20)

    assert time.monotonic() - began < 15


@pytest.mark.db
def test_cursors_are_read_from_both_databases(home, database):
    workspace = make_workspace("Moveo")
    advance_cursor(workspace.pk, "stream", 3)

    with (
        running_front(home, database_url=database.url) as front,
        _listening(front, _token(front, workspace.pk)) as events,
    ):
        assert next(events) == ("stream", 3)
        advance_cursor(workspace.pk, "stream", 4)
        assert next(events) == ("stream", 4)
