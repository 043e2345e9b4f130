import sqlite3
from contextlib import closing

import pytest

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.opening import open_inbox
from tenure.platform.models import User
from tenure.platform.services.scrub import scrub

pytestmark = pytest.mark.db
MARKER = "zebra7marker"


def _bytes(home):
    return b"".join(place.read_bytes() for place in home.path.glob("*.db*"))


def test_what_was_deleted_is_in_no_byte_of_any_file(home, state):
    with closing(open_inbox(home.path, state.url)) as inbox:
        inbox.append([InboxRow(1, "website", is_browser=True, received_at=0, body=MARKER.encode() * 100)])
        inbox.delete(inbox.claim(1))
        User.objects.create_user(f"{MARKER}@example.com", "correct horse").delete()
        assert state.url or MARKER.encode() in _bytes(home)

        assert scrub()

        assert MARKER.encode() not in _bytes(home)
        inbox.append([InboxRow(1, "website", is_browser=True, received_at=0, body=b"x")])
        assert inbox.depth() == 1


def test_while_somebody_writes_it_is_told_and_tried_again(home, state, monkeypatch):
    monkeypatch.setattr("tenure.platform.services.scrub._BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(home.state, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        # PostgreSQL waits for nobody.
        assert scrub() is bool(state.url)
        other.execute("ROLLBACK")

    assert scrub() is True
