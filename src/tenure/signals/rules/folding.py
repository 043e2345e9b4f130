"""Fold rows of the stream into what traits are made of."""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import Final

import msgspec
import numpy as np
import polars as pl

from tenure.kernel.expressions.checking import references
from tenure.kernel.expressions.columns import column
from tenure.kernel.expressions.parsing import parsed
from tenure.signals.rules import calendars
from tenure.signals.rules.built_in import PROTECTED_KEYS
from tenure.signals.rules.json_values import picked, typed
from tenure.signals.rules.measures import Measure
from tenure.signals.rules.partials import MICRO, SCHEMAS, Partials, nothing, ordered, reduced

# What of a row of the stream is needed.
READ: Final = ("customer_id", "kind", "name", "occurred_at", "message_id", "source", "properties")
_ACTS: Final = ("track", "page", "screen")
# Beyond a billion an amount is taken for a mistake; millionths of thousands of them fit into an integer.
_LARGEST: Final = 1e9
# No JSON that the front lets through has this character in a key.
REFUSED: Final = "\0"
_objects = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])


def folded(
    events: pl.DataFrame, measures: Sequence[Measure], *, not_caused_by: str, public: Collection[str]
) -> Partials:
    """Return what some rows of the stream (columns `READ` at least) leave behind.

    Events with the source `not_caused_by` are Tenure's own: they are no acts of the customer. What comes from a source
    in `public`, which anybody can use, cannot state protected traits.
    """
    known = _dated(events.filter(pl.col("customer_id").is_not_null()), measures)
    parts: dict[str, list[pl.DataFrame]] = {family: [] for family in SCHEMAS}
    selections: dict[tuple[tuple[str, ...], str], list[Measure]] = {}
    for measure in measures:
        selections.setdefault((measure.events, measure.where), []).append(measure)
    for (names, where), wanted in selections.items():
        rows = _selected(known, names, where, not_caused_by=not_caused_by)
        if rows.height:
            for measure in wanted:
                parts[measure.keeps].append(_kept(rows, measure))
    parts["stated"].append(reduced("stated", statements(known.filter(pl.col("kind") == "identify"), public=public)))
    # What two measures keep does not overlap: each part is reduced already.
    return {
        family: ordered(family, pl.concat(filled)) if filled else empty
        for family, empty in nothing().items()
        for filled in [[part for part in parts[family] if part.height]]
    }


def statements(identifies: pl.DataFrame, *, public: Collection[str]) -> pl.DataFrame:
    """Return each trait that some identifies state, one row a trait and event; refused ones under keys of their own."""
    if identifies.is_empty():
        return pl.DataFrame(schema=SCHEMAS["stated"])
    objects = _objects.decode(f"[{','.join(identifies['properties'])}]")
    rows = np.repeat(np.arange(len(objects)), np.fromiter(map(len, objects), np.int64, len(objects)))
    keys, values = chain.from_iterable(objects), map(bytes, chain.from_iterable(map(dict.values, objects)))
    said = identifies.select("customer_id", "source", at="occurred_at", by="message_id")[rows]
    named = said.with_columns(
        key=pl.Series(list(keys), dtype=pl.String),
        value=pl.Series(list(values), dtype=pl.Binary).cast(pl.String),
    )
    is_refused = pl.col("source").is_in(list(public)) & pl.col("key").is_in(list(PROTECTED_KEYS))
    key = pl.when(is_refused).then(pl.concat_str(pl.lit(REFUSED), "key")).otherwise("key")
    return named.with_columns(key.alias("key")).select(SCHEMAS["stated"].names())


def matches(names: Sequence[str], *, not_caused_by: str) -> pl.Expr:
    """Return whether a row of the stream is one of the named events."""
    kind, name = pl.col("kind"), pl.col("name")
    tracked = [each for each in names if ":" not in each and each != "*"]
    found = (kind == "track") & name.is_in(tracked) if tracked else pl.lit(value=False)
    for each in names:
        what, _, rest = each.partition(":")
        if each == "*":
            found |= kind.is_in(_ACTS) & (pl.col("source") != not_caused_by)
        elif what == "kind" and rest:
            found |= (kind == rest) & (pl.col("source") != not_caused_by)
        elif what in {"page", "screen"} and rest:
            found |= (kind == what) & (name == rest)
        elif ":" in each:
            found |= (kind == "track") & (name == each)
    return found.fill_null(value=False)


def _selected(known: pl.DataFrame, names: Sequence[str], where: str, *, not_caused_by: str) -> pl.DataFrame:
    rows = known.filter(matches(names, not_caused_by=not_caused_by))
    if not where or rows.is_empty():
        return rows
    condition = parsed(where)
    properties = picked(rows["properties"], sorted(references(condition)))
    held = properties.select(holds=column(condition, dict.fromkeys(properties.columns, "any"), now=calendars.EPOCH))
    return rows.filter(held["holds"].fill_null(value=False))


def _dated(events: pl.DataFrame, measures: Sequence[Measure]) -> pl.DataFrame:
    """Return events with the number of each bucket in which they lie, in a column a kind of bucket and zone."""
    asked = {_bucket_name(measure): measure for measure in measures}
    return events.with_columns(_bucket(measure).alias(name) for name, measure in asked.items())


def _kept(rows: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Return what a measure keeps of its events."""
    bucket = pl.col(_bucket_name(measure)).alias("bucket")
    if measure.keeps == "counts":
        counts = rows.select("customer_id", bucket).group_by("customer_id", "bucket").agg(pl.len().alias("count"))
        return counts.with_columns(measure=pl.lit(measure.number(), pl.Int64)).select(_types("counts"))
    keyed = rows.select(
        "customer_id",
        bucket,
        "properties",
        measure=pl.lit(measure.number(), pl.Int64),
        at="occurred_at",
        by="message_id",
    )
    valued = keyed.with_columns(value=pl.lit(None, pl.String))
    if measure.property:
        values = picked(keyed["properties"], [measure.property]).to_series()
        valued = keyed.with_columns(values.alias("value")).filter(pl.col("value").is_not_null())
    if measure.keeps == "amounts":
        numbers = valued.with_columns(number=typed(pl.col("value"), "number"))
        valued = numbers.filter(pl.col("number").abs() <= _LARGEST).with_columns(
            total=(pl.col("number") * MICRO).round().cast(pl.Int64), least="number", greatest="number"
        )
    # All are of one measure, and perhaps of one bucket: fewer keys are fewer comparisons.
    by = ("customer_id",) if measure.bucket == "all" else ("customer_id", "bucket")
    return reduced(measure.keeps, valued.select(_types(measure.keeps)), by=by)


def _types(family: str) -> list[pl.Expr]:
    return [pl.col(name).cast(kind) for name, kind in SCHEMAS[family].items()]


def _bucket_name(measure: Measure) -> str:
    return f"#{measure.bucket}:{measure.zone}"


def _bucket(measure: Measure) -> pl.Expr:
    match measure.bucket:
        case "day":
            return calendars.day_of("occurred_at", zone=measure.zone)
        case "minute":
            return calendars.minute_of("occurred_at")
        case "all":
            return pl.lit(0, pl.Int32)
