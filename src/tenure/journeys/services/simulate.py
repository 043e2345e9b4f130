"""Play a journey over the history of a workspace, and change nothing."""

from datetime import datetime, timedelta
from typing import Final, TypeAlias

import polars as pl

from tenure.events.queries import scan
from tenure.experiments.queries import global_holdout
from tenure.journeys import queries
from tenure.journeys.rules.dates import ZONE, date_instants
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entrances import ApiEntry, DateEntry, SegmentEntry, StageEntry, hidden_key
from tenure.journeys.rules.entries import ACTS, acts
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.listening import listening
from tenure.journeys.rules.mentions import traits_asked
from tenure.journeys.rules.simulating import Stage, candidates, in_order, played, requested
from tenure.journeys.rules.simulations import SENT, Simulation, Surroundings, simulation
from tenure.journeys.rules.tables import table
from tenure.journeys.services.live_facts import live_facts
from tenure.journeys.services.units import units_of
from tenure.kernel.errors import BadInput
from tenure.kernel.json import encode_text
from tenure.messaging.queries import settings_of, templates
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.queries import held

MAX_DAYS: Final = 3_660
USUAL_DAYS: Final = 90
Span: TypeAlias = tuple[datetime, datetime]


def simulate(workspace: Workspace, key: str, *, days: int, now: datetime, number: int | None = None) -> Simulation:
    """Return what a journey would have done in the days before now, by its newest version or another one."""
    if not 1 <= days <= MAX_DAYS:
        raise BadInput(f"Simulate 1 to {MAX_DAYS} days.", field="days")
    version = _version(workspace.id, key, number)
    starts_at = now - timedelta(days=days)
    facts = _remembered(workspace, version)
    span = (starts_at, now)
    happened = pl.concat([_history(workspace, version, span), _dates(workspace, version, facts, span=span)])
    ordered = in_order(happened)
    wanted = units_of(workspace.id, candidates(ordered, version, facts=facts), {version.id: version})
    everywhere = global_holdout(workspace.id)
    stage = Stage(version, queries.node_types(), facts, everywhere, now)
    made = played(ordered, wanted, stage=stage)
    around = _around(workspace, version, made.runs["customer_id"], span=span)
    return simulation(made, version, around=around, span=span)


def _version(workspace_id: int, key: str, number: int | None) -> Version:
    newest = queries.versions(workspace_id, key)[0].number
    return queries.version(workspace_id, key, newest if number is None else number)


def _history(workspace: Workspace, version: Version, span: Span) -> pl.DataFrame:
    """Return the acts of a time that a journey looks at; what was imported is history like any other."""
    entrance, heard = version.journey.entrance().event, listening([version]).events
    rows = (
        scan(workspace.id).filter(pl.col("occurred_at").is_between(*span)).with_columns(historical=pl.lit(value=False))
    )
    # The segment of a date entry tells of real runs; here the dates themselves do.
    names = heard if isinstance(version.journey.entry, DateEntry) else heard | {entrance}
    return acts(rows, names) if names else pl.DataFrame(schema=ACTS)


def _dates(workspace: Workspace, version: Version, facts: Facts, *, span: Span) -> pl.DataFrame:
    """Return that customers reached a date of their own, where that is what lets them in."""
    entry = version.journey.entry
    everyone = _customers(workspace.id) if isinstance(entry, DateEntry) else pl.Series(dtype=pl.Int64)
    if not isinstance(entry, DateEntry) or everyone.is_empty():
        return pl.DataFrame(schema=ACTS)
    told = everyone.to_frame("customer_id").with_columns(
        trait=pl.lit(entry.trait), offset_days=pl.lit(entry.offset_days), time=pl.lit(entry.at, pl.String)
    )
    known = facts.beside(told, frozenset({entry.trait, ZONE}))
    dated = known.with_columns(date_instants(known, facts).alias("at"))
    reached = dated.filter(pl.col("at").is_between(*span))
    properties = encode_text({"segment": hidden_key(version.journey.key)})
    return requested(reached["customer_id"], reached["at"], event=entry.event, properties=properties)


def _remembered(workspace: Workspace, version: Version) -> Facts:
    """Return what is known of everybody, read once."""
    entry = version.journey.entry
    dated = {entry.trait, ZONE} if isinstance(entry, DateEntry) else set()
    asked = table([version]).traits | traits_asked([version.journey]) | dated
    live = live_facts(workspace, asked)
    everyone = _customers(workspace.id) if live.known else pl.Series("customer_id", [], dtype=pl.Int64)
    if everyone.is_empty():
        return live
    known = live.read(everyone, frozenset(live.known)).sort("customer_id")
    ids = known["customer_id"]

    def read(customer_ids: pl.Series, names: frozenset[str]) -> pl.DataFrame:
        places = ids.search_sorted(customer_ids, side="left").clip(0, len(ids) - 1)
        found = known.select("customer_id", *sorted(names))[places]
        return found.filter(found["customer_id"] == customer_ids)

    return Facts(live.workspace, live.zone, live.known, read)


def _customers(workspace_id: int) -> pl.Series:
    rows = held(workspace_id).current()
    if rows is None:
        return pl.Series("customer_id", [], dtype=pl.Int64)
    return rows.select("customer_id").collect()["customer_id"].sort()


def _around(workspace: Workspace, version: Version, customers: pl.Series, *, span: Span) -> Surroundings:
    classes = {each.key: each.message_class.value for each in templates(workspace.id)}
    told = pl.col("properties").str
    sent = (
        scan(workspace.id)
        .filter(pl.col("name") == "message_sent", pl.col("occurred_at").is_between(*span))
        .filter(pl.col("customer_id").is_in(customers.unique().implode()))
        .select(
            "customer_id",
            channel=told.json_path_match("$.channel"),
            journey=told.json_path_match("$.journey"),
            message_class=told.json_path_match("$.template").replace_strict(
                classes, default="marketing", return_dtype=pl.String
            ),
            at="occurred_at",
        )
        .collect()
        .cast(SENT)
    )
    return Surroundings(
        zone=workspace.time_zone,
        caps=settings_of(workspace.id).caps,
        classes=classes,
        sent=sent.filter(pl.col("journey").is_null() | (pl.col("journey") != version.journey.key)),
        notes=_notes(version),
    )


def _notes(version: Version) -> tuple[str, ...]:
    match version.journey.entry:
        case SegmentEntry(segment):
            said = f"Entries are those that the stream tells of: the segment {segment!r} tells since it was saved."
        case StageEntry():
            said = "Entries are the changes of stage that the stream tells of."
        case DateEntry(trait):
            said = f"Entries are by what {trait!r} says today."
        case ApiEntry():
            said = "Entries are the requests by API that the stream tells of."
        case _:
            said = ""
    excluded = "Other journeys of its exclusion group were not played." if version.journey.exclusion else ""
    return tuple(each for each in (said, excluded) if each)
