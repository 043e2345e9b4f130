"""Read what the pages of the console show, from the rooms that know it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import polars as pl

from tenure.console.rules.days import shown_days, start_of
from tenure.console.rules.numbers import JourneyNumbers, NodeNumbers, Overview, by_day
from tenure.console.rules.people import Person, person
from tenure.customers import queries as customers
from tenure.events import queries as events
from tenure.journeys import queries as journeys
from tenure.messaging import queries as messaging
from tenure.platform.queries import workspace
from tenure.signals import queries as signals
from tenure.signals.rules.profiles import exploded

Place = tuple[int, int]


def overview(workspace_id: int, now: datetime) -> Overview:
    """Return every number of the overview, for the page and for the API."""
    time_zone = workspace(workspace_id).time_zone
    days = shown_days(now, time_zone=time_zone)
    shown = events.scan(workspace_id).filter(pl.col("occurred_at") >= start_of(days[0], time_zone=time_zone))
    daily, week = by_day(shown, days, time_zone=time_zone)
    graphs = [journeys.graph(workspace_id, journey.key) for journey in journeys.journeys(workspace_id)]
    message_counts = messaging.message_counts(workspace_id)
    return Overview(
        customer_count=customers.customer_count(workspace_id),
        event_count=events.event_count(workspace_id),
        in_journey_count=sum(graph.here_count for graph in graphs),
        sent_count=message_counts["sent"],
        week=week,
        days=daily,
        message_counts=message_counts,
        journeys=tuple(
            JourneyNumbers(
                key=graph.key,
                name=graph.name,
                entered_count=graph.entered_count,
                here_count=graph.here_count,
                nodes=tuple(NodeNumbers(node.id, node.entered_count, node.here_count) for node in graph.nodes),
            )
            for graph in graphs
        ),
    )


def people(workspace_id: int, customer_ids: Iterable[int]) -> dict[int, Person]:
    """Return how some customers are shown, each by id; strangers to the workspace are left out."""
    wanted = sorted(set(customer_ids))
    traits = signals.traits(workspace_id, wanted)
    names = customers.by_ids(workspace_id, wanted)
    return {
        customer_id: person(public_id, user_id=user_id, traits=traits.get(customer_id, {}))
        for customer_id, public_id, user_id in names.iter_rows()
    }


def events_of_day(workspace_id: int, day: date, *, limit: int, before: Place | None) -> pl.DataFrame:
    """Return events that occurred on a day of the workspace, newest first; `before` is the last place seen."""
    time_zone = workspace(workspace_id).time_zone
    start, end = (start_of(each, time_zone=time_zone) for each in (day, day + timedelta(days=1)))
    rows = events.scan(workspace_id).filter(pl.col("occurred_at") >= start, pl.col("occurred_at") < end)
    if before is not None:
        seq, position = before
        rows = rows.filter((pl.col("seq") < seq) | ((pl.col("seq") == seq) & (pl.col("position") < position)))
    return rows.sort("seq", "position", descending=True).head(limit).collect()


def found_customers(workspace_id: int, wanted: str, *, limit: int) -> list[int]:
    """Return customers whose user id is the text, or whose email or name holds it."""
    text = wanted.strip().lower()
    said = exploded(signals.snapshot(workspace_id).collect())
    holds = pl.col("value").str.to_lowercase().str.contains(text, literal=True)
    by_trait = said.filter(pl.col("key").is_in(["email", "name", "first_name", "last_name"]), holds)
    ids = by_trait["customer_id"].unique().sort(descending=True).head(limit).to_list()
    return ids
