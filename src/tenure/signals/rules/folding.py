"""Fold rows of the stream into what traits are made of."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from tenure.kernel.expressions.checking import references
from tenure.kernel.expressions.columns import column
from tenure.kernel.expressions.parsing import parsed
from tenure.signals.rules import calendars
from tenure.signals.rules.built_in import PROTECTED_KEYS
from tenure.signals.rules.clockfaces import Numbers
from tenure.signals.rules.json_values import picked
from tenure.signals.rules.keeping import Sorted, in_order, kept
from tenure.signals.rules.measures import Measure
from tenure.signals.rules.partials import SCHEMAS, Partials, assembled, reduced

# What of a row of the stream is needed.
READ: Final = ("customer_id", "kind", "name", "occurred_at", "message_id", "source", "properties")
_ACTS: Final = ("track", "page", "screen")
# No JSON that the front lets through has this character in a key.
REFUSED: Final = "\0"
_objects = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])


def folded(
    events: pl.DataFrame, measures: Sequence[Measure], *, not_caused_by: str, public: Collection[str]
) -> Partials:
    """Return what some rows of the stream (columns `READ` at least) leave behind, as it lies in files.

    Events with the source `not_caused_by` are Tenure's own: they are no acts of the customer. What comes from a source
    in `public`, which anybody can use, cannot state protected traits.
    """
    known = in_order(events.filter(pl.col("customer_id").is_not_null()), list(measures))
    selections: dict[tuple[tuple[str, ...], str], list[Measure]] = {}
    for measure in measures:
        selections.setdefault((measure.events, measure.where), []).append(measure)
    said = frozenset(known.rows["name"].unique())
    chosen = {str(number): names for number, (names, _) in enumerate(selections) if may_match(names, said)}
    # Asked together, what several ask for is looked at once.
    masks = known.rows.lazy().select(_matching(names, not_caused_by).alias(number) for number, names in chosen.items())
    found = masks.collect() if chosen else pl.DataFrame()
    parts: dict[str, list[pl.DataFrame]] = {family: [] for family in SCHEMAS}
    for number, ((_, where), wanted) in enumerate(selections.items()):
        if str(number) not in chosen:
            continue
        places = _holding(known, known.places(found[str(number)].to_numpy()), where)
        if places.size:
            for measure in wanted:
                parts[measure.keeps].append(kept(known, places, measure))
    parts["stated"].append(
        reduced("stated", statements(known.rows.filter(pl.col("kind") == "identify"), public=public))
    )
    return {family: assembled(family, parts[family]) for family in SCHEMAS}


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


def may_match(names: Sequence[str], said: Collection[str | None]) -> bool:
    """Return whether any of some rows of the stream, with these names, can be one of the named events."""
    return any(each == "*" or ":" in each or each in said for each in names)


def matches(names: Sequence[str], *, not_caused_by: str) -> pl.Expr:
    """Return whether a row of the stream is one of the named events."""
    kind, name = pl.col("kind"), pl.col("name")
    tracked = [each for each in names if ":" not in each and each != "*"]
    # A name by itself is compared, which is several times as fast as looking it up.
    is_named = name == tracked[0] if len(tracked) == 1 else name.is_in(tracked)
    found = (kind == "track") & is_named if tracked else pl.lit(value=False)
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


@lru_cache(1_000)  # to write it down takes longer than to ask a small flush
def _matching(names: tuple[str, ...], not_caused_by: str) -> pl.Expr:
    return matches(names, not_caused_by=not_caused_by)


def _holding(known: Sorted, places: Numbers, where: str) -> Numbers:
    """Return those of some places at which a condition holds of what the event said."""
    if not where or not places.size:
        return places
    condition = parsed(where)
    properties = picked(known.of("properties", places), sorted(references(condition)))
    held = properties.select(holds=column(condition, dict.fromkeys(properties.columns, "any"), now=calendars.EPOCH))
    holds: NDArray[np.bool_] = held["holds"].fill_null(value=False).to_numpy()
    return places[holds]
