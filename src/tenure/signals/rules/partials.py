"""Keep of events what traits are made of, so that what two sets of events leave behind can be joined.

Each family is a flat frame sorted by customer. In files it lies measure by measure, each sorted by customer and
bucket, so that all rows of a measure are read as they lie. Joining is commutative and associative: sums of integers,
least and greatest, first and last by (instant, message), sets. So any order and any batching of the same events leave
the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import polars as pl

from tenure.signals.rules.tallies import is_ordered, tallied

INSTANT: Final = pl.Datetime("us", "UTC")
PartFamily = Literal["counts", "amounts", "firsts", "lasts", "members", "stated"]
Partials = Mapping[str, pl.DataFrame]

_BUCKET = {"customer_id": pl.Int64(), "measure": pl.Int64(), "bucket": pl.Int32()}
_SAID = {"value": pl.String(), "at": INSTANT, "by": pl.String()}  # value: JSON; by: message id
SCHEMAS: Final[dict[str, pl.Schema]] = {
    "counts": pl.Schema({**_BUCKET, "count": pl.Int32()}),
    # `total` is in millionths: integers join exactly in any order, which floats do not.
    "amounts": pl.Schema({**_BUCKET, "total": pl.Int64(), "least": pl.Float64(), "greatest": pl.Float64()}),
    "firsts": pl.Schema({**_BUCKET, **_SAID}),
    "lasts": pl.Schema({**_BUCKET, **_SAID}),
    "members": pl.Schema({**_BUCKET, "value": pl.String()}),
    # What identify calls state: the newest value of each key. `source` is the key that it came with.
    "stated": pl.Schema({"customer_id": pl.Int64(), "key": pl.String(), **_SAID, "source": pl.String()}),
}
FAMILIES: Final = tuple(SCHEMAS)
MICRO: Final = 1_000_000


def nothing() -> dict[str, pl.DataFrame]:
    """Return what no events leave behind."""
    return {family: pl.DataFrame(schema=schema) for family, schema in SCHEMAS.items()}


def joined(family: str, parts: Iterable[pl.DataFrame], *, merges: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return what several sets of events leave behind together, sorted by customer; a single one as it lies.

    Customers who were merged (`from_id`, `to_id`) are found under the id that they have now.
    """
    filled = [part for part in parts if part.height]
    if merges is not None and merges.height and filled:
        return reduced(family, renamed(pl.concat(filled), merges))
    if not filled:
        return pl.DataFrame(schema=SCHEMAS[family])
    # What one set leaves behind is reduced already.
    return filled[0] if len(filled) == 1 else reduced(family, pl.concat(filled))


def reduced(family: str, rows: pl.DataFrame, *, by: Sequence[str] = tuple(_BUCKET)) -> pl.DataFrame:
    """Return rows of a family with one row for each of its keys, sorted by customer; `by` are those that differ."""
    keys = list(by)
    rest = [pl.col(name).first() for name in _BUCKET if name not in by]
    match family:
        case "counts":
            found = rows.group_by(keys).agg(*rest, pl.col("count").sum())
        case "amounts":
            found = rows.group_by(keys).agg(
                *rest, pl.col("total").sum(), pl.col("least").min(), pl.col("greatest").max()
            )
        case "members":
            found = rows.unique([*keys, "value"])
        case "firsts":
            found = _one_of_each(rows, keys, keep="first")
        case "lasts":
            found = _one_of_each(rows, keys, keep="last")
        case _:
            found = _one_of_each(rows, ["customer_id", "key"], keep="last")
    return ordered(family, found)


def ordered(family: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of a family sorted by customer."""
    return rows.select(SCHEMAS[family].names()).cast(SCHEMAS[family]).sort("customer_id")


def assembled(family: str, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return parts of which no two keep the same measure as one frame, as it lies in a file."""
    filled = [part for part in parts if part.height]
    if "measure" in SCHEMAS[family]:
        filled.sort(key=lambda part: int(part["measure"][0]))
    return pl.concat([pl.DataFrame(schema=SCHEMAS[family]), *(_in_line(part) for part in filled)])


def combined(family: str, frames: Sequence[pl.DataFrame], *, merges: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return what several sets of events, each as it lies in a file, leave behind together, as it lies in a file."""
    if merges is not None and any(frame["customer_id"].is_in(merges["from_id"].implode()).any() for frame in frames):
        order = [name for name in ("measure", "customer_id") if name in SCHEMAS[family]]
        frames = [reduced(family, renamed(frame, merges)).sort(order) for frame in frames]
    elif len(frames) == 1:
        return frames[0]
    parts: dict[int, list[pl.DataFrame]] = {}
    for frame in frames:
        for first, last in sections(frame):
            number = int(frame["measure"][first]) if "measure" in frame.columns else 0
            parts.setdefault(number, []).append(frame[first:last])
    return assembled(family, [_together(family, each) for each in parts.values()])


def sections(frame: pl.DataFrame) -> list[tuple[int, int]]:
    """Return from where to where the rows of each measure lie in a frame of which a file was made."""
    if "measure" not in frame.columns or frame.is_empty():
        return [(0, frame.height)] if frame.height else []
    measures, found, first = frame["measure"].to_numpy(), [], 0
    while first < measures.size:
        last = int(np.searchsorted(measures, measures[first], side="right"))
        found.append((first, last))
        first = last
    return found


def _together(family: str, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return what several parts keep of one measure."""
    if len(parts) == 1:
        return parts[0]
    whole = pl.concat(parts)
    if all(one["customer_id"][-1] < next_["customer_id"][0] for one, next_ in pairwise(parts)):
        return whole  # nobody is in two of them
    if family != "counts":
        return joined(family, parts)
    customers, buckets, counts = tallied(*(whole[name].to_numpy() for name in ("customer_id", "bucket", "count")))
    measure = pl.lit(whole["measure"][0], pl.Int64)
    found = pl.DataFrame({"customer_id": customers, "bucket": buckets, "count": counts})
    return found.with_columns(measure=measure).select(SCHEMAS[family].names()).cast(SCHEMAS[family])


def _in_line(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of one measure, or statements, sorted as they lie in a file."""
    if "measure" not in rows.columns:
        return rows if rows["customer_id"].is_sorted() else rows.sort("customer_id")
    if is_ordered(rows["customer_id"].to_numpy(), rows["bucket"].to_numpy()):
        return rows
    return rows.sort("customer_id", "bucket")


def _one_of_each(rows: pl.DataFrame, keys: list[str], *, keep: Literal["first", "last"]) -> pl.DataFrame:
    """Return the first or last row of each key by instant, then by message."""
    end = pl.col("at").min() if keep == "first" else pl.col("at").max()
    # Instants are compared before texts, which leaves few rows to sort.
    instants = rows.group_by(keys).agg(end)
    ends = rows.join(instants, on=[*keys, "at"], how="semi")
    if ends.height == instants.height:
        return ends
    return ends.sort(*keys, "by", "value").unique(keys, keep=keep, maintain_order=True)


def renamed(rows: pl.DataFrame, merges: pl.DataFrame) -> pl.DataFrame:
    """Return rows with customers who were merged under the id that they have now (`from_id`, `to_id`)."""
    if merges.is_empty():
        return rows
    now = pl.col("customer_id").replace(merges["from_id"], merges["to_id"])
    return rows.with_columns(now)
