"""Say who came into and went out of segments and stages between two sets of values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import polars as pl

from tenure.signals.rules.calendars import microseconds
from tenure.signals.rules.plans import SEGMENT, STAGE

CHANGES: Final = pl.Schema(
    {"customer_id": pl.Int64(), "name": pl.String(), "properties": pl.String(), "message_id": pl.String()}
)


def changes(
    before: pl.DataFrame, after: pl.DataFrame, *, same: Mapping[str, str], seq: int, now: datetime
) -> pl.DataFrame:
    """Return an event (columns of `CHANGES`) for each customer and segment or stage that changed.

    `same` has the segments that mean what they meant before; the others were saved meanwhile, which brings nobody in.
    A customer without values before was in no segment; their first stage is no change.
    """
    both = after.select("customer_id", *_shown(after)).join(
        before.select("customer_id", *_shown(before)), on="customer_id", how="left", suffix=_BEFORE
    )
    found = [pl.DataFrame(schema=CHANGES)]
    for key in same:
        name = SEGMENT + key
        was = pl.col(name + _BEFORE) if name in before.columns else pl.lit(value=False)
        moved = both.filter(pl.col(name) != was.fill_null(value=False))
        if moved.height:
            found.append(_memberships(moved, key, seq=seq, now=now))
    staged = both.filter(pl.col(STAGE) != pl.col(STAGE + _BEFORE))
    if staged.height:
        found.append(_stages(staged, seq=seq, now=now))
    return pl.concat(found)


_BEFORE = "#before"


def _shown(rows: pl.DataFrame) -> list[str]:
    return [name for name in rows.columns if name == STAGE or name.startswith(SEGMENT)]


def _memberships(moved: pl.DataFrame, key: str, *, seq: int, now: datetime) -> pl.DataFrame:
    name = pl.when(SEGMENT + key).then(pl.lit("segment_entered")).otherwise(pl.lit("segment_left"))
    properties = f'{{"segment":"{key}","cause_seq":{seq}}}'
    return moved.select(
        "customer_id",
        name=name,
        properties=pl.lit(properties),
        message_id=pl.format(f"{{}}:{key}:{{}}:{seq}:{microseconds(now)}", name, "customer_id"),
    )


def _stages(moved: pl.DataFrame, *, seq: int, now: datetime) -> pl.DataFrame:
    # Format strings, in which doubled braces do not count: the object is put together from its pieces.
    properties = pl.concat_str(
        pl.lit('{"stage":"'), STAGE, pl.lit('","previous_stage":"'), STAGE + _BEFORE, pl.lit(f'","cause_seq":{seq}}}')
    )
    return moved.select(
        "customer_id",
        name=pl.lit("stage_changed"),
        properties=properties,
        message_id=pl.format(f"stage_changed:{{}}:{seq}:{microseconds(now)}", "customer_id"),
    )
