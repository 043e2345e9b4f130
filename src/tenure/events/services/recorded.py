"""Take the events that rooms recorded, by claims that survive a crash."""

import polars as pl

from tenure.events.rules.rows import INSTANT
from tenure.platform import scalars
from tenure.platform.columns import execute, select_frame

_COLUMNS = {
    "id": pl.Int64(),
    "workspace_id": pl.Int64(),
    "customer_id": pl.Int64(),
    "name": pl.String(),
    "occurred_at": INSTANT,
    "properties": pl.String(),
    "message_id": pl.String(),
}


def waiting() -> bool:
    """Return whether anything was recorded that is not in the stream yet."""
    return scalars.number("SELECT id FROM platform_recordedevent LIMIT 1") is not None


def claim(limit: int) -> int | None:
    """Return the claim that was not finished, or else claim what waits now; None when nothing does."""
    if not waiting():
        return None
    unfinished = _unfinished()
    return unfinished if unfinished is not None else _new_claim(limit)


def rows(number: int) -> pl.DataFrame:
    """Return what a claim holds, oldest first."""
    names = ", ".join(_COLUMNS)
    sql = f"SELECT {names} FROM platform_recordedevent WHERE claim = %s ORDER BY id"
    return select_frame(sql, [number], schema=_COLUMNS)


def delete(number: int) -> None:
    """Remove exactly what a claim holds, in the caller's transaction."""
    execute("DELETE FROM platform_recordedevent WHERE claim = %s", [number])


def _unfinished() -> int | None:
    sql = "SELECT min(claim) AS claim FROM platform_recordedevent WHERE claim IS NOT NULL"
    return scalars.number(sql)


def _new_claim(limit: int) -> int | None:
    """Claim the oldest rows under the highest of their ids, which no other claim ever has."""
    oldest = "SELECT id FROM platform_recordedevent WHERE claim IS NULL ORDER BY id LIMIT %s"
    # One statement sees one state: a row that is committed meanwhile with a lower id stays for the next claim.
    sql = f"UPDATE platform_recordedevent SET claim = (SELECT max(id) FROM ({oldest}) AS oldest) WHERE id IN ({oldest})"
    execute(sql, [limit, limit])
    return _unfinished()
