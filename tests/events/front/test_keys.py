import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from tenure.events.front import keys as module
from tenure.events.front.keys import Key, KeyRing
from tenure.kernel.errors import Unavailable
from tenure.platform.models import ApiKeyRow
from tenure.platform.rules.keys import key_digest
from tenure.platform.services.create_workspace import issue_key
from tests.support.fronts import running_front
from tests.support.workspaces import make_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _sends(front, key):
    return front.post("/v1/page", {"userId": "ann"}, key=key).status_code


def _seconds_until(status, front, key):
    began = time.monotonic()
    while _sends(front, key) != status:
        assert time.monotonic() - began < 10
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.db
def test_keys_work_as_soon_as_they_exist_and_no_longer_than_a_second_after_they_are_revoked(home, database):
    workspace = make_workspace("Moveo")
    with running_front(home, database_url=database.url) as front:
        key = issue_key(workspace, kind="write", name="app", now=NOW)

        assert _sends(front, key) == 200
        (request,) = front.taken()
        assert (request["workspace_id"], request["source"], request["is_browser"]) == (workspace.pk, "app", True)

        ApiKeyRow.objects.update(revoked_at=NOW)
        assert _seconds_until(401, front, key) < 1.0


@pytest.mark.db
def test_a_key_works_until_it_expires(home, database):
    workspace = make_workspace("Moveo")
    ended, lasting = (issue_key(workspace, kind="secret", name=name, now=NOW) for name in ("ended", "lasting"))
    real_now = datetime.now(UTC)
    ApiKeyRow.objects.filter(name="ended").update(expires_at=real_now)
    ApiKeyRow.objects.filter(name="lasting").update(expires_at=real_now + timedelta(hours=1))

    with running_front(home, database_url=database.url) as front:
        assert (_sends(front, ended), _sends(front, lasting)) == (401, 200)


class _Reader:
    def __init__(self, *rows):
        self.rows = list(rows)
        self.reads = 0
        self.answers = True

    def read(self, sql):
        self.reads += 1
        if not self.answers:
            raise Unavailable("gone")
        return self.rows

    def close(self):
        pass


CLOCK = ("2026-05-01 12:00:00", "2026-03-01 12:00:00.5", 0.0)


def _row(key, *, kind="write", scopes="tracking", workspace_kind="live", subscriptions_from="events", expires_at=None):
    return (key_digest(key), 7, kind, "website", scopes, workspace_kind, subscriptions_from, expires_at, *CLOCK)


def _with_ring(reader, act):
    async def run():
        ring = KeyRing(lambda: reader)
        await ring.start()
        try:
            return await act(ring)
        finally:
            await ring.stop()

    return asyncio.run(run())


def test_a_key_says_who_sends():
    reader = _Reader(_row("k", workspace_kind="test", expires_at="2026-03-01 13:00:00"))

    found = _with_ring(reader, lambda ring: ring.find("k", now=NOW))

    assert found == Key(
        7,
        "website",
        is_browser=True,
        may_track=True,
        tells_of_subscriptions=False,
        expires_at=NOW + timedelta(hours=1),
    )
    assert found.at(NOW) == datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "subscriptions_from", "tells"),
    [("secret", "events", True), ("secret", "stripe", False), ("write", "events", False)],
)
def test_a_server_tells_of_subscriptions_where_they_come_from_events(kind, subscriptions_from, tells):
    reader = _Reader(_row("k", kind=kind, subscriptions_from=subscriptions_from))

    assert _with_ring(reader, lambda ring: ring.find("k", now=NOW)).tells_of_subscriptions is tells


@pytest.mark.parametrize(
    ("scopes", "may"), [("*", True), ("tracking", True), ("read export tracking", True), ("read", False)]
)
def test_a_key_may_track_by_its_scopes(scopes, may):
    reader = _Reader(_row("k", kind="secret", scopes=scopes))

    assert _with_ring(reader, lambda ring: ring.find("k", now=NOW)).may_track is may


def test_many_unknown_keys_cost_few_looks():
    reader = _Reader()

    async def ask(ring):
        began = asyncio.get_running_loop().time()
        found = await asyncio.gather(*(ring.find(f"k{number}", now=NOW) for number in range(500)))
        return found, asyncio.get_running_loop().time() - began

    found, seconds = _with_ring(reader, ask)

    assert found == [None] * 500
    assert reader.reads <= 3 + seconds / module.FORCED_INTERVAL


def test_while_the_state_cannot_be_read_known_keys_are_believed_for_a_while(monkeypatch):
    reader = _Reader(_row("k"))

    async def ask(ring):
        reader.answers = False
        await ring.find("unknown", now=NOW)
        known = await ring.find("k", now=NOW)
        monkeypatch.setattr(module, "PATIENCE", 0.0)
        with pytest.raises(Unavailable):
            await ring.find("k", now=NOW)
        return known

    assert _with_ring(reader, ask).source == "website"


def test_without_a_first_look_no_key_is_called_unknown():
    reader = _Reader()
    reader.answers = False

    async def ask(ring):
        assert not ring.is_fresh
        with pytest.raises(Unavailable):
            await ring.find("k", now=NOW)

    _with_ring(reader, ask)


def test_who_asks_for_what_is_true_now_gets_a_look_that_began_after_the_question():
    reader = _Reader(_row("k", workspace_kind="test"))

    async def ask(ring):
        before = ring.known("k")
        reader.rows = [(*_row("k", workspace_kind="test")[:-3], "2026-06-01 12:00:00", *CLOCK[1:])]
        return before, await ring.fresh("k", now=NOW)

    before, moved = _with_ring(reader, ask)

    assert (before.at(NOW).month, moved.at(NOW).month) == (5, 6)
    # So that what is known of a key does not pile up while its clock moves.
    assert (before == moved, hash(before)) == (True, hash(moved))


def test_what_is_true_now_cannot_be_told_while_the_state_is_away():
    reader = _Reader(_row("k"))

    async def ask(ring):
        reader.answers = False
        with pytest.raises(Unavailable):
            await ring.fresh("k", now=NOW)
        return ring.known("k")

    assert _with_ring(reader, ask).at(NOW) == NOW
