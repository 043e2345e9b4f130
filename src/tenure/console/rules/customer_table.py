"""Make of what is known of customers a table that people open in a spreadsheet: columns, never customer by customer."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from tenure.events.rules.cells import safe_cells
from tenure.signals.rules.built_in import OWNED_KEYS
from tenure.signals.rules.json_values import typed
from tenure.signals.rules.plans import SEGMENT, STAGE

TABLE: Final = pl.Schema(
    {
        "id": pl.String(),
        "user_id": pl.String(),
        "name": pl.String(),
        "email": pl.String(),
        "stage": pl.String(),
        "segments": pl.String(),
        "tags": pl.String(),
        "events": pl.Int64(),
        "last_active_at": pl.String(),
        "first_source": pl.String(),
        "created_at": pl.String(),
    }
)
STATED: Final = ("email", "name", "first_name", "last_name")
FIRST_STAGE: Final = "new"
_KEPT: Final[Mapping[str, pl.DataType]] = {
    "event_count": pl.Int64(),
    "last_active_at": pl.Datetime("us", "UTC"),
    STAGE: pl.String(),
}


def known_columns(values: pl.LazyFrame, *, as_stated: frozenset[str]) -> pl.LazyFrame:
    """Return of everybody's values what the table shows: counts, stage, segments as one text, computed names."""
    kept = values.collect_schema()
    computed = [name for name in STATED if name in kept and name not in as_stated]
    groups = [name for name in kept if name.startswith(SEGMENT)]
    inside = [pl.when(pl.col(name)).then(pl.lit(name.removeprefix(SEGMENT))) for name in groups]
    return values.select(
        "customer_id",
        *(_column(name, kind, kept) for name, kind in _KEPT.items()),
        *(pl.col(name) if kept[name] == pl.String else pl.lit(None, pl.String).alias(name) for name in computed),
        segments=pl.concat_str(inside, separator=" ", ignore_nulls=True) if inside else pl.lit(""),
    )


def stated_columns(stated: pl.DataFrame) -> pl.DataFrame:
    """Return what customers stated (`customer_id, key, value` as JSON) as a text column for each key of `STATED`."""
    texts = stated.select("customer_id", "key", typed(pl.col("value"), "text").alias("value"))
    found = texts.select("customer_id").unique()
    for name in STATED:
        own = texts.filter(pl.col("key") == name) if name not in OWNED_KEYS else texts.clear()
        found = found.join(own.select("customer_id", pl.col("value").alias(name)), on="customer_id", how="left")
    return found


def table_of(people: pl.DataFrame, *, values: pl.DataFrame, stated: pl.DataFrame, tags: pl.DataFrame) -> pl.DataFrame:
    """Return customers as a table (`TABLE`), in their order, in which no cell is taken for a formula.

    `people` has `customer_id, public_id, user_id, created_at, first_source`; `tags` has `customer_id, name`.
    `values` and `stated` are `known_columns` and `stated_columns`: what is computed stands before what was stated.
    """
    said = stated.drop([name for name in STATED if name in values.columns])
    listed = tags.sort("name").group_by("customer_id").agg(tags=pl.col("name").str.join(", "))
    known = people
    for other in (values, said, listed):
        known = known.join(other, on="customer_id", how="left", maintain_order="left")
    name = _name()
    table = known.select(
        "user_id",
        "email",
        "first_source",
        id="public_id",
        name=pl.when(name.str.contains(r"[\p{L}\p{N}]")).then(name),
        stage=pl.col(STAGE).fill_null(FIRST_STAGE),
        segments=pl.col("segments").fill_null(""),
        tags=pl.col("tags").fill_null(""),
        events=pl.col("event_count").fill_null(0),
        last_active_at=_instant("last_active_at"),
        created_at=_instant("created_at"),
    )
    return table.select(TABLE.names()).with_columns(
        safe_cells(column) for column, kind in TABLE.items() if kind == pl.String
    )


def _name() -> pl.Expr:
    """Return by what a customer is called: name, else email, else user id."""
    parts = pl.concat_str(_word("first_name"), _word("last_name"), separator=" ", ignore_nulls=True)
    full = pl.coalesce(_word("name"), pl.when(parts != "").then(parts))
    return pl.coalesce(full, _word("email"), pl.when(pl.col("user_id") != "").then("user_id"))


def _word(name: str) -> pl.Expr:
    text = pl.col(name).str.strip_chars()
    return pl.when(text != "").then(text)


def _instant(name: str) -> pl.Expr:
    text = pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.6f")
    return (text.str.strip_suffix(".000000") + "Z").alias(name)


def _column(name: str, kind: pl.DataType, kept: pl.Schema) -> pl.Expr:
    return pl.col(name).cast(kind) if name in kept else pl.lit(None, kind).alias(name)
