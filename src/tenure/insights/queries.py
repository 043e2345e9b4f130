"""Read what the stream adds up to."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from tenure.customers import queries as customers
from tenure.events import queries as events
from tenure.insights.models import AlertRow, NoticeRow, SettingsRow
from tenure.insights.rules import diagnosis
from tenure.insights.rules.alerts import Alert, Finding, Told
from tenure.insights.rules.coverage import CROWDED, PEOPLE
from tenure.insights.rules.diagnosis import Sign, Start, Trouble
from tenure.insights.rules.lifecycle import DAYS, LifecycleMap, lifecycle_map
from tenure.insights.rules.lives import Lives, counted, first_week, joined
from tenure.insights.rules.metrics import Known, Metric, Point, series
from tenure.insights.rules.settings import Settings
from tenure.journeys import queries as journeys
from tenure.kernel.errors import NotFound
from tenure.messaging import queries as messaging
from tenure.messaging.rules.outcomes import MessageState
from tenure.platform.home import current
from tenure.platform.presence import contributions, members
from tenure.platform.queries import cursor
from tenure.platform.rules.workspaces import Workspace
from tenure.signals import queries as signals

# What each process knows of each workspace: a page that is looked at asks several times a second.
_lives: dict[tuple[Path, int], tuple[object, Lives]] = {}
_CANCELED: Final = "canceled"
# Over how many weeks the loss is looked at.
MONTH: Final = 4


def settings(workspace_id: int) -> Settings:
    """Return what a workspace counts as value."""
    row = SettingsRow.objects.filter(workspace_id=workspace_id).first()
    return Settings() if row is None else row.to_value()


def metrics() -> MappingProxyType[str, Metric]:
    """Return every metric by key, by name of its file."""
    return MappingProxyType({module.METRIC.key: module.METRIC for module in members("metrics")})


def metric(key: str) -> Metric:
    """Return a metric by its key."""
    found = metrics().get(key)
    if found is None:
        raise NotFound(f"There is no metric {key!r}. Known: {', '.join(metrics())}.", field="metric")
    return found


def known(workspace: Workspace, now: datetime) -> Known:
    """Return what metrics are told; only what came into the stream since the last call is read."""
    settled = settings(workspace.id)
    lives = _current_lives(workspace, settled.value_event, now)
    return Known(lives, signals.stages_frame(workspace.id), settled)


def points(workspace: Workspace, now: datetime) -> dict[str, tuple[Point, ...]]:
    """Return the last weeks of every metric that can be told; those of value need to know its event."""
    told = known(workspace, now)
    asked = (each for each in metrics().values() if told.settings.value_event or not each.needs_value)
    return {each.key: series(each, told, now=now) for each in asked}


def people(workspace: Workspace, now: datetime) -> pl.DataFrame:
    """Return who is to be looked after (`coverage.PEOPLE`): all who have not canceled.

    Nobody is without owner where no customer has one: such a workspace does not work with owners.
    """
    told = known(workspace, now)
    gone = told.stages.filter(pl.col("stage") == _CANCELED)["customer_id"]
    here = told.lives.rows.filter(pl.col("first_at").is_not_null(), ~pl.col("customer_id").is_in(gone.implode()))
    owned = customers.looked_after(workspace.id)
    crowd = here.filter(pl.col("touched_at") > now - CROWDED)["customer_id"]
    sent = messaging.sent_lately(workspace.id, crowd.to_list(), since=now - CROWDED, now=now)
    counts = sent.group_by("customer_id").agg(message_count=pl.len().cast(pl.Int64))
    ownerless = ~pl.col("customer_id").is_in(owned.implode()) if len(owned) else pl.lit(value=False)
    on_the_way = journeys.on_the_way(workspace.id)
    return (
        here.join(counts, on="customer_id", how="left")
        .with_columns(
            pl.col("message_count").fill_null(0),
            is_ownerless=ownerless,
            is_in_journey=pl.col("customer_id").is_in(on_the_way["customer_id"].unique().implode()),
        )
        .select(PEOPLE.names())
    )


def lifecycle(workspace: Workspace, now: datetime) -> LifecycleMap:
    """Return how many customers are at each stage, who moved in 30 days, and which journeys and messages met them."""
    stages = signals.stages_frame(workspace.id)
    _, steps = signals.progression_of(workspace, days=DAYS, now=now)
    reached = messaging.reached_since(workspace.id, now - timedelta(days=DAYS))
    return lifecycle_map(stages, steps, on_the_way=journeys.on_the_way(workspace.id), reached=reached)


def signs(workspace: Workspace, now: datetime) -> list[Sign]:
    """Return what the last four complete weeks say about where customers are lost."""
    found = points(workspace, now)
    told = [
        _sign(Trouble.INVOLUNTARY, found["involuntary_churn_share"]),
        _sign(Trouble.EARLY, found["early_churn_share"]),
        _sign(Trouble.FADING, found["at_risk_share"][-1:]),
    ]
    if "activation_rate" in found:
        reached = _sign(Trouble.STALLED, found["activation_rate"])
        told.append(Sign(Trouble.STALLED, reached.out_of - reached.customers, reached.out_of))
    stages = signals.stage_counts(workspace.id)
    told.append(Sign(Trouble.CANCELED, stages.get(_CANCELED, 0), stages.get(_CANCELED, 0) + stages.get("won_back", 0)))
    return told


def alerts(workspace_id: int) -> list[tuple[Alert, Finding, datetime | None]]:
    """Return the alerts of a workspace by key, each with what it saw last and since when it is raised."""
    rows = AlertRow.objects.filter(workspace_id=workspace_id).order_by("key")
    return [
        (row.to_value(), Finding(row.saw_week, row.saw_value, row.saw_before, row.is_raised), row.raised_at)
        for row in rows
    ]


def alert(workspace_id: int, key: str) -> Alert:
    """Return an alert by its key."""
    row = AlertRow.objects.filter(workspace_id=workspace_id, key=key).first()
    if row is None:
        raise NotFound(f"There is no alert {key!r} here.", field="key")
    return row.to_value()


def next_due_at(workspace: Workspace) -> datetime | None:
    """Return when time alone has something to do here: look at alerts, tell the team; None when it has nothing."""
    waiting = NoticeRow.objects.filter(workspace_id=workspace.id, state=MessageState.QUEUED)
    notice = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    return min((each for each in (_next_check_at(workspace), notice) if each), default=None)


def notices(workspace_id: int, *, limit: int) -> list[Told]:
    """Return what the team was told or is to be told, newest first."""
    rows = NoticeRow.objects.filter(workspace_id=workspace_id).order_by("-pk")[:limit]
    return [Told(row.channel, row.to_address, row.subject, row.state, row.reason, row.created_at) for row in rows]


def starts(workspace: Workspace, signs: list[Sign]) -> list[Start]:
    """Return with which playbooks to start, of those that are here and that no active journey came of."""
    active = {each.key for each in journeys.journeys(workspace.id) if each.state == "active"}
    known = {key: keys for room in contributions("startable") for key, keys in room.startable().items()}
    running = frozenset(key for key, keys in known.items() if keys & active)
    return diagnosis.starts(signs, available=frozenset(known), running=running)


def _next_check_at(workspace: Workspace) -> datetime | None:
    rows = AlertRow.objects.filter(workspace_id=workspace.id, is_on=True)
    found = list(rows.values_list("checked_on", flat=True))
    days = [each for each in found if each is not None]
    if len(days) < len(found):
        return workspace.clock.workspace_at
    if not days:
        return None
    begins = datetime.combine(min(days) + timedelta(days=1), time(), ZoneInfo(workspace.time_zone))
    return begins.astimezone(UTC)


def _sign(trouble: Trouble, points: tuple[Point, ...]) -> Sign:
    month = [point for point in points if point.is_complete][-MONTH:] or list(points[-1:])
    return Sign(trouble, sum(point.reached for point in month), sum(point.population for point in month))


def _current_lives(workspace: Workspace, value_event: str, now: datetime) -> Lives:
    place, up_to = (current().path, workspace.id), cursor(workspace.id, "stream")
    since = first_week(now.astimezone(ZoneInfo(workspace.time_zone)).date())
    # What was read before somebody was merged or erased speaks of people who are no more.
    people = (events.merges(workspace.id).height, tuple(customers.erasures(workspace.id, limit=1)))
    alike = (workspace.time_zone, since, value_event, people)
    before = _lives.get(place)
    if before is None or before[0] != alike or before[1].seq > up_to:
        rows = events.scan(workspace.id).filter(pl.col("seq") <= up_to)
        lives = counted(rows, seq=up_to, zone=workspace.time_zone, since=since, value_event=value_event)
    elif before[1].seq < up_to:
        rows = events.since(workspace.id, after=before[1].seq, up_to=up_to).lazy()
        after = counted(rows, seq=up_to, zone=workspace.time_zone, since=since, value_event=value_event)
        lives = joined(before[1], after)
    else:
        return before[1]
    _lives[place] = (alike, lives)
    return lives
