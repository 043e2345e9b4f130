"""Read what the pages of the console show, from the rooms that know it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl

from tenure.console.rules.activity import Activity, counted, daily_numbers, joined, weekly_numbers
from tenure.console.rules.days import shown_days, start_of
from tenure.console.rules.numbers import Overview
from tenure.console.rules.people import Person, person
from tenure.customers import queries as customers
from tenure.customers.rules.customers import Customer
from tenure.events import queries as events
from tenure.events.rules.places import Place
from tenure.journeys import queries as journeys
from tenure.kernel.errors import NotFound
from tenure.messaging import queries as messaging
from tenure.platform.home import current
from tenure.platform.queries import cursor, workspace
from tenure.signals import queries as signals

# What each process counted last, for each workspace; a page that is looked at asks several times a second.
_known: dict[tuple[Path, int], Activity] = {}

SEARCHED = ("email", "name", "first_name", "last_name")


def overview(workspace_id: int, now: datetime) -> Overview:
    """Return every number of the overview, for the page and for the API."""
    activity = recent_activity(workspace_id, now)
    summaries = sorted(journeys.journeys(workspace_id), key=lambda journey: journey.state != "active")
    message_counts = messaging.message_counts(workspace_id)
    return Overview(
        customers=customers.customer_count(workspace_id),
        events=events.event_count(workspace_id),
        in_journeys=sum(journey.active for journey in summaries),
        mails_sent=message_counts["sent"],
        week=weekly_numbers(activity),
        days=daily_numbers(activity),
        message_counts=message_counts,
        journeys=tuple(journeys.graph(workspace_id, journey.key) for journey in summaries),
    )


def recent_activity(workspace_id: int, now: datetime) -> Activity:
    """Return what happened on each of the last days; only what came in since the last call is read."""
    place, up_to = (current().path, workspace_id), cursor(workspace_id, "stream")
    time_zone = workspace(workspace_id).time_zone
    days = shown_days(now, time_zone=time_zone)
    known = _known.get(place)
    if known is None or (known.days, known.time_zone) != (days, time_zone) or known.seq > up_to:
        rows = events.scan(workspace_id).filter(pl.col("seq") <= up_to)
        known = counted(rows, days, time_zone=time_zone, seq=up_to)
    elif known.seq < up_to:
        rows = events.since(workspace_id, after=known.seq, up_to=up_to).lazy()
        known = joined(known, counted(rows, days, time_zone=time_zone, seq=up_to))
    _known[place] = known
    return known


def people(workspace_id: int, customer_ids: Iterable[int | None]) -> dict[int, Person]:
    """Return how some customers are shown, each by id; strangers to the workspace are left out."""
    wanted = sorted({customer_id for customer_id in customer_ids if customer_id is not None})
    traits = signals.traits(workspace_id, wanted)
    return {
        customer_id: person(public_id, user_id=user_id, traits=traits.get(customer_id, {}))
        for customer_id, public_id, user_id in customers.by_ids(workspace_id, wanted).iter_rows()
    }


def event_counts(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, int]:
    """Return how many events some customers caused."""
    traits = signals.traits(workspace_id, customer_ids)
    return {customer_id: int(str(known["event_count"])) for customer_id, known in traits.items()}


def stream_page(workspace_id: int, *, day: date | None, limit: int, before: Place | None) -> pl.DataFrame:
    """Return events, newest first, of one day of the workspace or of all; `before` is the last place seen."""
    if day is None:
        return events.latest(workspace_id, limit=limit, before=before)
    time_zone = workspace(workspace_id).time_zone
    start, end = (start_of(each, time_zone=time_zone) for each in (day, day + timedelta(days=1)))
    of_day = events.scan(workspace_id).filter(pl.col("occurred_at") >= start, pl.col("occurred_at") < end)
    return _newest(of_day, limit=limit, before=before)


def found_customers(workspace_id: int, wanted: str, *, limit: int) -> list[Customer]:
    """Return customers whose user id or public id is the text, or whose email or name holds it, newest first."""
    texts = signals.said(workspace_id, SEARCHED).filter(pl.col("value").str.starts_with('"'))
    text = pl.col("value").str.json_decode(pl.String).str.to_lowercase()
    by_trait = texts.filter(text.str.contains(wanted.lower(), literal=True))["customer_id"]
    names = customers.by_ids(workspace_id, by_trait.unique().sort(descending=True).head(limit).to_list())
    # At most a page of customers, each found by its key.
    found = [customers.customer(workspace_id, public_id) for public_id in reversed(names["public_id"].to_list())]
    exact = [each for each in found if wanted in {each.user_id, each.public_id}]
    return found if exact else [*_exactly(workspace_id, wanted), *found][:limit]


def _exactly(workspace_id: int, wanted: str) -> list[Customer]:
    try:
        return [customers.customer(workspace_id, wanted)]
    except NotFound:
        return []


def _newest(rows: pl.LazyFrame, *, limit: int, before: Place | None) -> pl.DataFrame:
    if before is not None:
        seq, position = before
        rows = rows.filter((pl.col("seq") < seq) | ((pl.col("seq") == seq) & (pl.col("position") < position)))
    return rows.sort("seq", "position", descending=True).head(limit).collect()
