import asyncio
import threading

import pytest
import zstandard
from msgspec.structs import replace

from tenure.events.front import committer as module
from tenure.events.front.committer import Committer
from tenure.events.inbox.base import InboxRow
from tenure.kernel import json
from tenure.kernel.errors import Unavailable


class _Inbox:
    def __init__(self):
        self.groups = []
        self.gate = threading.Event()
        self.gate.set()
        self.failure = None
        self.is_closed = False

    def append(self, rows):
        self.gate.wait(10)
        if self.failure:
            raise self.failure
        self.groups.append([row.workspace_id for row in rows])

    def close(self):
        self.is_closed = True


def _row(number, size=1):
    return InboxRow(number, "website", is_browser=True, received_at=0, body=b"x" * size)


def _run(act):
    inbox = _Inbox()

    async def run():
        committer = Committer(lambda: inbox)
        committer.start()
        try:
            await act(committer, inbox)
        finally:
            inbox.gate.set()
            await committer.stop()

    asyncio.run(run())
    assert inbox.is_closed
    return inbox


def test_what_one_turn_brings_is_one_commit():
    async def act(committer, inbox):
        await asyncio.gather(*(committer.store(_row(number)) for number in range(100)))
        assert (committer.commits, committer.waiting_requests, committer.waiting_bytes) == (1, 0, 0)

    assert _run(act).groups == [list(range(100))]


def test_what_comes_during_a_commit_is_the_next_one():
    async def act(committer, inbox):
        inbox.gate.clear()
        first = asyncio.ensure_future(committer.store(_row(0)))
        await asyncio.sleep(0.05)
        others = [asyncio.ensure_future(committer.store(_row(number))) for number in (1, 2, 3)]
        await asyncio.sleep(0.05)
        assert not first.done()
        inbox.gate.set()
        await asyncio.gather(first, *others)

    assert _run(act).groups == [[0], [1, 2, 3]]


def test_a_commit_has_at_most_256_requests():
    async def act(committer, inbox):
        await asyncio.gather(*(committer.store(_row(number)) for number in range(600)))

    assert [len(group) for group in _run(act).groups] == [256, 256, 88]


@pytest.mark.parametrize("failure", [Unavailable("disk full"), OSError("no")])
def test_a_commit_that_fails_is_unavailable_and_the_next_one_works(failure):
    async def act(committer, inbox):
        inbox.failure = failure
        with pytest.raises(Unavailable):
            await committer.store(_row(1))
        inbox.failure = None
        await committer.store(_row(2))

    assert _run(act).groups == [[2]]


def test_too_many_requests_are_turned_away_and_those_that_wait_are_stored(monkeypatch):
    monkeypatch.setattr(module, "WAITING_REQUESTS", 10)

    async def act(committer, inbox):
        inbox.gate.clear()
        waiting = [asyncio.ensure_future(committer.store(_row(number))) for number in range(10)]
        await asyncio.sleep(0.05)
        with pytest.raises(Unavailable):
            await committer.store(_row(10))
        inbox.gate.set()
        await asyncio.gather(*waiting)
        await committer.store(_row(11))

    assert sorted(number for group in _run(act).groups for number in group) == [*range(10), 11]


def test_too_many_bytes_are_turned_away(monkeypatch):
    monkeypatch.setattr(module, "WAITING_BYTES", 100)

    async def act(committer, inbox):
        inbox.gate.clear()
        waiting = asyncio.ensure_future(committer.store(_row(1, size=60)))
        await asyncio.sleep(0.05)
        with pytest.raises(Unavailable):
            await committer.store(_row(2, size=60))
        inbox.gate.set()
        await waiting

    assert _run(act).groups == [[1]]


def test_stopping_commits_what_waits():
    async def act(committer, inbox):
        inbox.gate.clear()
        tasks = [asyncio.ensure_future(committer.store(_row(number))) for number in range(300)]
        await asyncio.sleep(0.05)
        asyncio.get_running_loop().call_later(0.05, inbox.gate.set)
        await committer.stop()
        await asyncio.gather(*tasks)
        committer.start = committer.stop = _nothing

    assert sum(map(len, _run(act).groups)) == 300


async def _nothing():
    pass


def test_bodies_are_packed():
    async def act(committer, inbox):
        inbox.append = lambda rows: inbox.groups.append([zstandard.decompress(row.body) for row in rows])
        await asyncio.gather(committer.store(_row(1, size=3)), committer.store(_row(2, size=5_000)))

    assert _run(act).groups == [[b"xxx", b"x" * 5_000]]


def test_a_check_writes_nothing():
    async def act(committer, inbox):
        await committer.check()

    assert _run(act).groups == [[]]


def _small(name, received_at=0, **fields):
    body = b'{"events":[{"message_id":"%b"}],"refused":[]}' % name.encode()
    return replace(_row(7), body=body, received_at=received_at, **fields)


def _stored(*rows):
    async def act(committer, inbox):
        inbox.append = inbox.groups.extend
        await asyncio.gather(*map(committer.store, rows))

    return [
        (row.received_at, [event["message_id"] for event in json.decode(zstandard.decompress(row.body))["events"]])
        for row in _run(act).groups
    ]


def test_small_requests_of_one_sender_and_one_moment_share_a_row():
    assert _stored(_small("a", 10), _small("b", 20), _small("c", 5_010)) == [(10, ["a", "b", "c"])]


def test_requests_of_other_moments_or_senders_have_rows_of_their_own_in_order():
    rows = [
        _small("a"),
        _small("b", 5_001),
        _small("c", 5_001, source="app"),
        _small("d", 5_001),
        _small("e", 5_001, workspace_id=8),
    ]

    assert _stored(*rows) == [(0, ["a"]), (5_001, ["b"]), (5_001, ["c"]), (5_001, ["d"]), (5_001, ["e"])]


def test_a_large_request_and_one_with_refusals_have_rows_of_their_own(monkeypatch):
    refused = replace(_row(7), body=b'{"events":[{"message_id":"b"}],"refused":[{"index":0}]}')
    assert _stored(_small("a"), refused, _small("c"), _small("d")) == [(0, ["a"]), (0, ["b"]), (0, ["c", "d"])]

    monkeypatch.setattr(module, "SMALL", 10)
    assert _stored(_small("a"), _small("b")) == [(0, ["a"]), (0, ["b"])]
