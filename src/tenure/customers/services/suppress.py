"""Let nothing be sent to an address or id any more, keeping only a keyed hash of it."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from tenure.customers.queries import suppression_digests
from tenure.platform.columns import among, execute, insert_frame


def suppress(workspace_id: int, values: Iterable[str], *, reason: str, now: datetime) -> None:
    """Suppress addresses and ids; `reason` is a word such as `erased`. What is suppressed already stays so."""
    digests = sorted(suppression_digests(workspace_id, values).values())
    rows = pl.DataFrame({"digest": digests}, schema={"digest": pl.String})
    insert_frame(
        "customers_suppression",
        rows.with_columns(workspace_id=pl.lit(workspace_id, pl.Int64), reason=pl.lit(reason), at=pl.lit(now)),
        ignore_conflicts=True,
    )


def lift_suppression(workspace_id: int, values: Iterable[str]) -> int:
    """Let messages go to addresses and ids again; return how many were suppressed."""
    condition, params = among("digest", sorted(suppression_digests(workspace_id, values).values()))
    return execute(
        f"DELETE FROM customers_suppression WHERE workspace_id = %s AND {condition}", [workspace_id, *params]
    )
