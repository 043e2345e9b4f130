"""Say which events bring which customers into which journeys."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from tenure.journeys.rules.definition import Journey, Version
from tenure.journeys.rules.entrances import ApiEntry, EveryDays
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.holding import holding
from tenure.journeys.rules.moments import Now, instants
from tenure.kernel.ids import stable_hash
from tenure.signals.rules.json_values import picked

INSTANT: Final = pl.Datetime("us", "UTC")
MAX_KEY: Final = 200
API_KEY, API_DATA = "key", "data"  # what a request by API says beside the customer
# After every event of a flush.
LAST: Final = 2**31 - 1

# What of the stream journeys look at.
ACTS: Final = pl.Schema(
    {
        "seq": pl.Int64(),
        "position": pl.Int64(),
        "event": pl.String(),
        "customer_id": pl.Int64(),
        "occurred_at": INSTANT,
        "received_at": INSTANT,
        "properties": pl.String(),
    }
)
# Who wants in. `entry_key` names what may happen once; with re-entry `never` it is always empty.
CANDIDATES: Final = pl.Schema(
    {
        "journey_id": pl.Int64(),
        "version_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "entry_key": pl.String(),
        "entry": pl.String(),  # JSON
        "seq": pl.Int64(),
        "position": pl.Int64(),
    }
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A journey that takes customers in. Events up to `activated_seq`, or received before `entries_from`, are passed.

    Events up to `version_seq` were judged by another version of it.
    """

    journey_id: int
    version: Version
    activated_seq: int
    entries_from: datetime
    version_seq: int

    @property
    def journey(self) -> Journey:
        """Return the definition."""
        return self.version.journey


def acts(rows: pl.LazyFrame, names: Collection[str]) -> pl.DataFrame:
    """Return the rows of the stream (columns of ACTS) that are some events, in order.

    Only what a customer did now counts: historical events tell of the past. A visit of a page is a `page_viewed`.
    """
    own = rows.filter(pl.col("customer_id").is_not_null() & ~pl.col("historical"))
    kinds = [("track", pl.col("name")), *_views("page"), *_views("screen")]
    parts = [
        own.filter((pl.col("kind") == kind) & event.is_in(list(names))).with_columns(event=event)
        for kind, event in kinds
    ]
    found = pl.concat([part.select(ACTS.names()).cast(ACTS) for part in parts])
    # In one piece: Polars 2.1 panics as it joins texts of a frame whose first piece is empty.
    return found.sort("seq", "position", maintain_order=True).collect().rechunk()


def entry_events(openings: Iterable[Opening]) -> frozenset[str]:
    """Return the events by which customers enter."""
    return frozenset(each.journey.entrance().event for each in openings)


def entries(events: pl.DataFrame, openings: Sequence[Opening], *, facts: Facts, now: Now) -> pl.DataFrame:
    """Return who wants in (columns of CANDIDATES) by some events, in the order of these.

    Of journeys that one event opens, the one of higher priority comes first.
    """
    in_order = sorted(openings, key=lambda each: (-each.journey.priority, each.journey_id))
    found = [entered_by(open_to(events, each), each, facts=facts, now=now) for each in in_order]
    return pl.concat([pl.DataFrame(schema=CANDIDATES), *found]).sort("seq", "position", maintain_order=True)


def entered_by(events: pl.DataFrame, opening: Opening, *, facts: Facts, now: Now) -> pl.DataFrame:
    """Return who wants into a journey (columns of CANDIDATES) by some events, whenever they were."""
    entrance = opening.journey.entrance()
    named = events.filter(pl.col("event") == entrance.event)
    rows = named.with_columns(
        entry=pl.lit(None, pl.String), id=pl.lit(None, pl.Int64), enrolled_at=instants(now), now=instants(now)
    )
    met = named.filter(holding(rows, entrance.where, facts=facts))
    keyed = met.with_columns(
        journey_id=pl.lit(opening.journey_id, pl.Int64),
        version_id=pl.lit(opening.version.id, pl.Int64),
        entry_key=_entry_keys(met, opening.journey),
        entry=_data(met) if isinstance(opening.journey.entry, ApiEntry) else met["properties"],
    )
    return keyed.filter(pl.col("entry_key").is_not_null()).select(CANDIDATES.names()).cast(CANDIDATES)


def admitted(customers: pl.DataFrame, *, rate_per_hour: int | None, now: datetime) -> pl.DataFrame:
    """Return the customers with the instant `due_at` at which each may enter: at once, or spread by a rate."""
    microseconds = 0 if rate_per_hour is None else pl.int_range(pl.len()) * 3_600_000_000 // rate_per_hour
    return customers.with_columns(due_at=pl.lit(now) + pl.duration(microseconds=microseconds, time_unit="us"))


def open_to(events: pl.DataFrame, opening: Opening) -> pl.DataFrame:
    """Return the events that came after a journey was activated."""
    return events.filter(
        (pl.col("seq") > opening.activated_seq) & (pl.col("received_at") >= pl.lit(opening.entries_from))
    )


def _views(kind: str) -> list[tuple[str, pl.Expr]]:
    """Return by which names the visit of a page or screen goes: any, and that of the page."""
    return [(kind, pl.lit(f"{kind}_viewed")), (kind, pl.concat_str(pl.lit(f"{kind}:"), "name"))]


def _data(requests: pl.DataFrame) -> pl.Series:
    """Return what the API was told beside the customer, as the properties of the entry."""
    said = picked(requests["properties"], [API_DATA]).to_series()
    return said.to_frame("said").select(pl.col("said").str.json_decode(pl.String)).to_series().fill_null("{}")


def _entry_keys(events: pl.DataFrame, journey: Journey) -> pl.Series:
    """Return what each event's run is called among the runs of its customer; null where it has no key to tell."""
    if journey.reentry == "per_key":
        return _texts(picked(events["properties"], [journey.entry.key or API_KEY]).to_series())
    if journey.reentry == "after_exit" or isinstance(journey.reentry, EveryDays):
        return events.select(pl.format("{}:{}", "seq", "position")).to_series()
    return pl.Series("entry_key", [""] * events.height, dtype=pl.String)


def _texts(values: pl.Series) -> pl.Series:
    """Return JSON values as keys: texts without their quotes, too long ones as a number that stands for them."""
    own = pl.col("value")
    is_text = own.str.starts_with('"')
    texts = pl.when(is_text).then(own).str.json_decode(pl.String)
    told = values.alias("value").to_frame().select(pl.when(is_text).then(texts).otherwise(own)).to_series()
    # Long keys are rare, and only Python hashes the same everywhere.
    if (told.str.len_chars() > MAX_KEY).any():
        told = pl.Series([_short(each) for each in told], dtype=pl.String)
    return told.to_frame("key").select(pl.when(pl.col("key") != "").then("key")).to_series()


def _short(key: str | None) -> str | None:
    return key if key is None or len(key) <= MAX_KEY else f"hash:{stable_hash(key)}"
