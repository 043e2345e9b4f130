"""Ask rooms to act, once for each key, and let them."""

from collections.abc import Callable, Sequence
from datetime import datetime

import polars as pl
import structlog
from django.db import connection, transaction

from tenure.kernel.errors import TenureError
from tenure.platform.columns import among, execute, insert_frame, select_frame
from tenure.platform.faults import fault
from tenure.platform.presence import contributions
from tenure.platform.queries import real_now
from tenure.platform.services.record import INSTANT

log = structlog.get_logger()

REQUESTED = pl.Schema(
    {
        "workspace_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "kind": pl.String(),
        "key": pl.String(),
        "run": pl.String(),
        "payload": pl.String(),
        "created_at": INSTANT,
    }
)
WAITING = {"id": pl.Int64(), **REQUESTED}
_BATCH = {"workspace_id": pl.Int64(), "first_id": pl.Int64(), "last_id": pl.Int64()}
# How many acts of a kind are done at once, by database, as many as a flush of journeys asks for. See decision 0009.
BATCHES = {"sqlite": 4_000, "postgresql": 10_000}
MAX_ATTEMPTS = 5


def write_effects(frame: pl.DataFrame) -> None:
    """Ask for the acts of a frame (columns of `REQUESTED`) with one statement; a known key is passed over.

    Acts of no run need not say so.
    """
    whose = frame if "run" in frame.columns else frame.with_columns(run=pl.lit(""))
    rows = whose.select(REQUESTED.keys()).cast(REQUESTED)
    insert_frame(
        "platform_effect",
        rows.with_columns(attempt_count=pl.lit(0, pl.Int32), error=pl.lit("")),
        ignore_conflicts=True,
    )


def cancel_effects(workspace_id: int, runs: Sequence[str]) -> int:
    """Take back what some runs asked for and nobody did yet, in the caller's transaction; return how many acts."""
    if not runs:
        return 0
    condition, params = among("run", list(runs))
    # Said so, an index finds them among all acts.
    undone = f"workspace_id = %s AND done_at IS NULL AND run <> '' AND {condition}"
    return execute(f"DELETE FROM platform_effect WHERE {undone}", [workspace_id, *params])


def still_asked(effects: pl.DataFrame) -> pl.DataFrame:
    """Return those acts that nobody took back or did, and let nobody do so until the caller's transaction ends."""
    condition, params = among("id", effects["id"].to_list())
    # SQLite has one writer at a time, who needs no lock.
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    sql = f"SELECT id FROM platform_effect WHERE done_at IS NULL AND {condition}{lock}"
    asked = select_frame(sql, params, schema={"id": pl.Int64()})
    return effects.join(asked, on="id", how="semi", maintain_order="left")


def finish_effects(ids: pl.Series) -> None:
    """Mark acts as done, inside the transaction that did them."""
    condition, params = among("id", ids.to_list())
    execute(f"UPDATE platform_effect SET done_at = %s WHERE {condition}", [real_now(), *params])


def perform_effects(now_of: Callable[[int], datetime]) -> int:
    """Let each room do what it was asked for; return how many acts were done."""
    done = 0
    for room in contributions("effects"):
        for kind, perform in room.PERFORMERS.items():
            waiting = _waiting(kind)
            if waiting.height and _count_left(waiting):
                waiting = _waiting(kind)
            for (workspace_id,), frame in waiting.group_by("workspace_id", maintain_order=True):
                done += _performed(perform, frame, now_of(int(str(workspace_id))))
    return done


def _waiting(kind: str) -> pl.DataFrame:
    names = ", ".join(WAITING)
    return select_frame(
        f"SELECT {names} FROM platform_effect WHERE kind = %s AND done_at IS NULL AND attempt_count < %s "
        "ORDER BY workspace_id, id LIMIT %s",
        [kind, MAX_ATTEMPTS, BATCHES[connection.vendor]],
        schema=WAITING,
    )


def _performed(perform: Callable[[pl.DataFrame, datetime], None], frame: pl.DataFrame, now: datetime) -> int:
    _begin(frame)
    fault("effect_counted")
    try:
        perform(frame, now)
    except TenureError as error:
        log.warning("effects_failed", kind=frame["kind"][0], count=frame.height, error=error.message)
        condition, params = among("id", frame["id"].to_list())
        execute(f"UPDATE platform_effect SET error = %s WHERE {condition}", [error.message, *params])
        return 0
    fault("effect_performed")
    return frame.height


def _begin(frame: pl.DataFrame) -> None:
    """Note what is tried now, before the work: an act that kills its worker is not tried forever.

    One row says it for all of them. Whoever is found undone in it later has had one attempt more.
    """
    execute(
        "INSERT INTO platform_effect_batch (kind, workspace_id, first_id, last_id) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (workspace_id, kind) DO UPDATE SET first_id = excluded.first_id, last_id = excluded.last_id",
        [frame["kind"][0], frame["workspace_id"][0], frame["id"].min(), frame["id"].max()],
    )


def _count_left(waiting: pl.DataFrame) -> int:
    """Count an attempt for acts of a kind that were begun and are not done; return how many there are."""
    sql = "SELECT workspace_id, first_id, last_id FROM platform_effect_batch WHERE kind = %s"
    batches = select_frame(sql, [waiting["kind"][0]], schema=_BATCH)
    of_them = waiting.join(batches, on="workspace_id")
    left = of_them.filter(pl.col("id").is_between("first_id", "last_id"))["id"]
    # Nearly always there is none, and nothing is written.
    if left.is_empty():
        return 0
    condition, params = among("id", left.to_list())
    with transaction.atomic():
        execute(f"UPDATE platform_effect SET attempt_count = attempt_count + 1 WHERE {condition}", params)
        execute("DELETE FROM platform_effect_batch WHERE kind = %s", [waiting["kind"][0]])
    return len(left)
