import fcntl
from threading import Thread

import pytest

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.sqlite import SqliteInbox
from tenure.kernel.errors import Unavailable


def _row(body=b"x"):
    return InboxRow(1, "website", is_browser=True, received_at=0, body=body)


@pytest.fixture
def inbox(home):
    opened = SqliteInbox(home.inbox)
    yield opened
    opened.close()


def test_a_full_disk_loses_nothing_that_was_stored_and_the_inbox_goes_on_after_it(inbox):
    inbox.append([_row()])
    inbox._opened.execute("PRAGMA max_page_count = 8")

    with pytest.raises(Unavailable, match="full"):
        inbox.append([_row(b"x" * 1_000_000)])

    assert inbox.depth() == 1
    inbox.append([_row(b"x" * 1_000_000)])
    assert inbox.depth() == 2


def test_more_rows_than_one_statement_takes_are_stored_at_once(inbox):
    inbox.append([_row()] * 7_000)

    assert inbox.depth() == 7_000


def test_nothing_is_stored_of_rows_that_are_not_stored_at_once(inbox):
    with pytest.raises(Unavailable):
        inbox.append([*[_row()] * 6_999, InboxRow(None, "website", is_browser=True, received_at=0, body=b"x")])

    assert inbox.depth() == 0


def test_every_commit_reaches_the_disk(inbox):
    inbox.append([])

    assert inbox._opened.execute("PRAGMA synchronous").fetchone() == (2,)
    assert inbox._opened.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_no_inbox_is_unavailable(home, inbox):
    home.inbox.write_bytes(b"this is not a database, and long enough to look like one" * 100)

    with pytest.raises(Unavailable):
        inbox.append([_row()])


def test_who_writes_waits_until_it_is_its_turn(home, inbox):
    with home.inbox.with_suffix(".lock").open("w") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        writing = Thread(target=_append_one, args=[home.inbox])
        writing.start()
        writing.join(0.2)
        assert (writing.is_alive(), inbox.depth()) == (True, 0)

    writing.join()
    assert inbox.depth() == 1


def _append_one(path):
    other = SqliteInbox(path)
    other.append([_row()])
    other.close()
