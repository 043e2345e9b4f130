"""Turn dates of customers into instants, and into the segments behind date entries."""

from datetime import date, datetime, timedelta

import polars as pl

from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.entrances import DateEntry, hidden_key
from tenure.journeys.rules.facts import PREFIX, Facts
from tenure.journeys.rules.local_times import instant, next_instant, zone_or
from tenure.journeys.rules.moments import NOW
from tenure.kernel.expressions.tree import Type
from tenure.kernel.expressions.words import name_text
from tenure.signals.rules.json_values import typed

ZONE = "time_zone"  # the trait that holds a customer's time zone
INSTANT = pl.Datetime("us", "UTC")

_DAY = r'^"?([0-9]{4}-[0-9]{2}-[0-9]{2})"?$'


def hidden_segment(journey: Journey) -> tuple[str, str] | None:
    """Return the key and the predicate of the segment that a date entry listens to; None for other entries.

    Customers are in it for a day from the instant on, so that a date long past brings nobody in. Local times lie
    around it, so with a time of the day they come in a day early and are held.
    """
    entry = journey.entry
    if not isinstance(entry, DateEntry):
        return None
    name, early = name_text(entry.trait), 0 if entry.at is None else 1
    first, last = _clock(early - entry.offset_days), _clock(-1 - entry.offset_days)
    return hidden_key(journey.key), f"{name} <= {first} AND {name} > {last}"


def zones(customers: pl.DataFrame, facts: Facts) -> pl.Series:
    """Return each customer's time zone: that of the trait if there is such a zone, else the workspace's."""
    trait = pl.col(PREFIX + ZONE)
    said = customers.select(typed(trait, "text") if facts.known.get(ZONE) == "any" else trait.cast(pl.String))
    found = said.to_series().fill_null("")
    return found.replace_strict({each: zone_or(each, facts.zone) for each in found.unique()}, return_dtype=pl.String)


def date_instants(customers: pl.DataFrame, facts: Facts) -> pl.Series:
    """Return the instant that lies `offset_days` after the date in each customer's `trait`; null without a date.

    With a `time` that is the instant at which clocks in the customer's zone show it on that day. A date without a
    time of the day is that day wherever the customer is.
    """
    columns = ["trait", "offset_days", "time", "zone"]
    told = customers.select("trait", "offset_days", pl.col("time").cast(pl.String)).with_columns(
        zones(customers, facts).alias("zone")
    )
    parts = [
        _days_and_instants(customers[PREFIX + trait], facts.known.get(trait, "any"))
        .with_columns(told[columns])
        .with_row_index("place")
        .filter(pl.col("trait") == trait)
        for trait in told["trait"].unique()  # of the nodes, not of the customers
    ]
    return _shifted(pl.concat(parts).sort("place"))


def next_instants(asked: pl.DataFrame) -> pl.Series:
    """Return the first instant after each row's `now` at which clocks of its `zone` show its `time`.

    With a `weekday` it is on one.
    """
    keys = ["day", "time", "weekday", "zone"]
    days = pl.concat(
        # Of zones there are a few hundred at most.
        part.with_columns(day=pl.col(NOW).dt.convert_time_zone(str(zone)).dt.date())
        for (zone,), part in asked.select(NOW, *keys[1:])
        .with_row_index("place")
        .partition_by("zone", as_dict=True)
        .items()
    )
    # Two calls a day, zone and setting, however many customers have them.
    known = days.select(keys).unique()
    showings = [_showings(day, at, zone=zone, weekday=weekday) for day, at, weekday, zone in known.iter_rows()]
    told = pl.DataFrame(showings, schema={"first": INSTANT, "second": INSTANT}, orient="row")
    met = days.join(known.hstack(told), on=keys, how="left", nulls_equal=True).sort("place")
    return met.select(pl.when(pl.col("first") > pl.col(NOW)).then("first").otherwise("second")).to_series()


def _showings(day: date, at: str, *, zone: str, weekday: str | None) -> tuple[datetime, datetime]:
    """Return the first two instants from a day on at which clocks show a time."""
    before = instant(day, "00:00", zone=zone) - timedelta(microseconds=1)
    first = next_instant(before, at, zone=zone, weekday=weekday)
    return first, next_instant(first, at, zone=zone, weekday=weekday)


def _days_and_instants(said: pl.Series, kind: Type) -> pl.DataFrame:
    """Return the `day` that a date without a time names, and the instant `at` of any other."""
    value = pl.col(said.name)
    match kind:
        case "instant":
            read = (pl.lit(None, pl.Date), value)
        case "any" | "text":
            text = value if kind == "any" else pl.format('"{}"', value)
            read = (value.str.extract(_DAY).str.to_date("%Y-%m-%d", strict=False), typed(text, "instant"))
        case _:
            read = (pl.lit(None, pl.Date), pl.lit(None, INSTANT))
    return said.to_frame().select(read[0].alias("day"), read[1].cast(INSTANT).alias("at"))


def _shifted(dates: pl.DataFrame) -> pl.Series:
    local = [
        # Of zones there are a few hundred at most.
        part.with_columns(local=pl.col("at").dt.convert_time_zone(zone).dt.date())
        for (zone,), part in dates.partition_by("zone", as_dict=True).items()
    ]
    days = pl.concat(local).with_columns(
        day=pl.coalesce("day", pl.when(pl.col("time").is_not_null()).then("local")) + pl.duration(days="offset_days"),
        time=pl.col("time").fill_null("00:00"),
    )
    asked = days.select("day", "time", "zone").drop_nulls().unique()
    # One call a day, time and zone, however many customers have them.
    found = [instant(day, at, zone=zone) for day, at, zone in asked.iter_rows()]
    known = asked.with_columns(pl.Series("found", found, dtype=INSTANT))
    exact = pl.col("at") + pl.duration(days="offset_days", time_unit="us")
    joined = days.join(known, on=["day", "time", "zone"], how="left").sort("place")
    return joined.select(pl.coalesce("found", exact)).to_series()


def _clock(days: int) -> str:
    """Return the instant so many days from now as an expression says it."""
    return "NOW()" if not days else f"FROM_NOW({days}d)" if days > 0 else f"AGO({-days}d)"
