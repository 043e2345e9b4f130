"""Move the cursors of a workspace's readers."""

from tenure.platform.columns import execute


def advance_cursor(workspace_id: int, name: str, seq: int) -> None:
    """Move a cursor forward in the caller's transaction; a cursor never goes back."""
    execute(
        "INSERT INTO platform_cursor (workspace_id, name, seq) VALUES (%s, %s, %s) "
        "ON CONFLICT (workspace_id, name) DO UPDATE SET seq = excluded.seq WHERE platform_cursor.seq < excluded.seq",
        [workspace_id, name, seq],
    )
