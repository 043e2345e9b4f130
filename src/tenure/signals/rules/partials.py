"""Keep of events what traits are made of, so that what two sets of events leave behind can be joined.

Each family is a flat frame sorted by customer. Joining is commutative and associative: sums of integers, least and
greatest, first and last by (instant, message), sets. So any order and any batching of the same events leave the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import polars as pl

INSTANT: Final = pl.Datetime("us", "UTC")
PartFamily = Literal["counts", "amounts", "firsts", "lasts", "members", "stated"]
Partials = Mapping[str, pl.DataFrame]

_BUCKET = {"customer_id": pl.Int64(), "measure": pl.Int64(), "bucket": pl.Int32()}
_SAID = {"value": pl.String(), "at": INSTANT, "by": pl.String()}  # value: JSON; by: message id
SCHEMAS: Final[dict[str, pl.Schema]] = {
    "counts": pl.Schema({**_BUCKET, "count": pl.Int64()}),
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
    """Return what several sets of events leave behind together, sorted by customer.

    Customers who were merged (`from_id`, `to_id`) are found under the id that they have now.
    """
    filled = [part for part in parts if part.height]
    if merges is not None and merges.height and filled:
        return reduced(family, renamed(pl.concat(filled), merges))
    if not filled:
        return pl.DataFrame(schema=SCHEMAS[family])
    # What one set leaves behind is reduced and sorted already.
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
