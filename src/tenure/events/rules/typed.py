"""Fill the typed columns of declared properties from the JSON of an event."""

from collections.abc import Mapping

import polars as pl

from tenure.events.rules.declarations import Declaration
from tenure.events.rules.declared import fitting
from tenure.events.rules.reserved import DECLARATIONS
from tenure.events.rules.rows import TYPED, TYPES
from tenure.kernel import json


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
        pl.Series(f"p_{name}", [fitting(each.get(name), one.type) for each in said], TYPES[one.type])
        for name, one in declared.properties.items()
    ]
    return pl.DataFrame([rows["_row"], *columns])
