"""Let one at a time change the runs of a workspace."""

from django.db import connection

from tenure.platform.columns import execute

_LOCK = int.from_bytes(b"runs", "big")


def take_turn(workspace_id: int) -> None:
    """Wait until nobody else changes runs of a workspace, until the caller's transaction ends."""
    # SQLite has one writer at a time anyway.
    if connection.vendor == "postgresql":
        execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, workspace_id])
