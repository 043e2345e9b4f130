"""Fill the typed columns of declared properties from the JSON of an event."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import polars as pl

from tenure.events.rules.declarations import Declaration, PropertyType
from tenure.events.rules.reserved import DECLARATIONS
from tenure.events.rules.rows import TYPED, TYPES
from tenure.kernel import json
from tenure.kernel.json import Json

_LARGEST: Final = 1 << 63


def with_typed(rows: pl.DataFrame, *, declarations: Mapping[str, Declaration] = DECLARATIONS) -> pl.DataFrame:
    """Return rows with a column for every declared property; null where a value is missing or of another type."""
    numbered = rows.drop(list(TYPED), strict=False).with_row_index("_row")
    named = numbered.filter(pl.col("kind") == "track", pl.col("name").is_in(list(declarations)))
    found = [_values(group, declarations[group["name"][0]]) for group in named.partition_by("name")]
    known = pl.concat([pl.DataFrame(schema={"_row": pl.UInt32(), **TYPED}), *found], how="diagonal")
    if known.is_empty():
        return rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in TYPED.items())
    return numbered.join(known, on="_row", how="left", maintain_order="left").drop("_row")


def _values(rows: pl.DataFrame, declared: Declaration) -> pl.DataFrame:
    # A loop over built-in events: their JSON is of many shapes, and a value of the wrong type must not become another.
    said = [json.decode_object(text) for text in rows["properties"]]
    columns = [
        pl.Series(f"p_{name}", [_FITTING[one.type](each.get(name)) for each in said], TYPES[one.type])
        for name, one in declared.properties.items()
    ]
    return pl.DataFrame([rows["_row"], *columns])


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def _integer(value: Json) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -_LARGEST <= value < _LARGEST else None


def _boolean(value: Json) -> bool | None:
    return value if isinstance(value, bool) else None


def _instant(value: Json) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value)
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


_FITTING: Final[Mapping[PropertyType, Callable[[Json], str | int | bool | datetime | None]]] = {
    "text": _text,
    "integer": _integer,
    "boolean": _boolean,
    "instant": _instant,
}
