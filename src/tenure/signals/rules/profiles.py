"""Fold events into profiles: one row a customer.

A profile holds what is counted of a customer, and what was stated: for each trait the newest value that an
identify gave it, with the instant and the message that gave it. The newest is the last by `occurred_at`, then
by `message_id`; so any order and any batching of the same events gives the same profiles.
"""

from itertools import chain

import msgspec
import numpy as np
import polars as pl

STATED = pl.Struct(
    {
        "key": pl.String(),
        "value": pl.String(),  # JSON
        "at": pl.Datetime("us", "UTC"),
        "by": pl.String(),  # message id
    }
)
SCHEMA = pl.Schema({"customer_id": pl.Int64(), "event_count": pl.Int64(), "stated": pl.List(STATED)})
STATEMENTS = pl.Schema({"customer_id": pl.Int64(), **{field.name: field.dtype for field in STATED.fields}})

_objects = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])


def profiles(events: pl.LazyFrame, *, not_caused_by: str) -> pl.DataFrame:
    """Return the profiles (columns of `SCHEMA`, by customer) that some rows of the stream make by themselves.

    Events with the source `not_caused_by` are Tenure's own: they are not counted as acts of the customer.
    """
    of_customers = events.filter(pl.col("customer_id").is_not_null())
    is_own = pl.col("source") != not_caused_by
    counts = of_customers.group_by("customer_id").agg(event_count=is_own.sum().cast(pl.Int64))
    stated = of_customers.filter(pl.col("kind") == "identify")
    counted, identifies = pl.collect_all(
        [counts, stated.select("customer_id", "properties", "occurred_at", "message_id")]
    )
    return _assembled(counted, statements(identifies))


def statements(identifies: pl.DataFrame) -> pl.DataFrame:
    """Return each trait that some identifies state: one row (columns of `STATEMENTS`) a trait and event."""
    if identifies.is_empty():
        return pl.DataFrame(schema=STATEMENTS)
    # The keys are the customers' own, so no column type fits: one call parses them all and leaves values as text.
    objects = _objects.decode(f"[{','.join(identifies['properties'])}]")
    rows = np.repeat(np.arange(len(objects)), np.fromiter(map(len, objects), np.int64, len(objects)))
    keys, values = chain.from_iterable(objects), map(bytes, chain.from_iterable(map(dict.values, objects)))
    said = identifies.select("customer_id", at="occurred_at", by="message_id")[rows]
    return said.with_columns(
        key=pl.Series(list(keys), dtype=pl.String),
        value=pl.Series(list(values), dtype=pl.Binary).cast(pl.String),
    ).select(STATEMENTS.names())


def merged(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return the profiles that two sets of events make together, given the profiles of each."""
    if one.is_empty() or other.is_empty():
        return one if other.is_empty() else other
    both = pl.concat([one, other])
    counts = both.group_by("customer_id").agg(pl.col("event_count").sum())
    return _assembled(counts, exploded(both))


def exploded(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the profiles state, one row (columns of `STATEMENTS`) a trait."""
    each = rows.select("customer_id", pl.col("stated")).explode("stated", empty_as_null=False, keep_nulls=False)
    return each.unnest("stated")


def _assembled(counts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    ordered = said.sort("customer_id", "key", "at", "by", "value")
    newest = ordered.filter(_changes("customer_id") | _changes("key"))
    stated = newest.group_by("customer_id", maintain_order=True).agg(stated=pl.struct("key", "value", "at", "by"))
    rows = counts.join(stated, on="customer_id", how="left").sort("customer_id")
    return rows.with_columns(pl.col("stated").fill_null([])).select(SCHEMA.names()).cast(SCHEMA)


def _changes(name: str) -> pl.Expr:
    """Return whether the next row has another value."""
    return pl.col(name).ne_missing(pl.col(name).shift(-1))
