"""Open the inbox of a home."""

from importlib import import_module
from pathlib import Path

from tenure.events.inbox.base import Inbox
from tenure.events.inbox.sqlite import SqliteInbox
from tenure.platform.home import Home


def open_inbox(home: Path, database_url: str | None) -> Inbox:
    """Return the inbox in PostgreSQL when there is an address, or else the file in the home."""
    if database_url is None:
        return SqliteInbox(Home(home).inbox)
    # Only who uses PostgreSQL has its client installed.
    inbox: Inbox = import_module("tenure.events.inbox.postgres").PostgresInbox(database_url)
    return inbox
