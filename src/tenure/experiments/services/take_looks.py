"""Look at every experiment once a day, and keep what was seen: who looks as often as they like is fooled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import transaction

from tenure.experiments import queries
from tenure.experiments.models import LookRow, SeriesRow, SettingsRow
from tenure.experiments.rules.looks import Plan, next_look
from tenure.experiments.rules.outcomes import groups
from tenure.experiments.rules.proportions import Group
from tenure.experiments.rules.settings import Settings
from tenure.experiments.rules.sources import Source
from tenure.experiments.services.save_settings import kept_row
from tenure.platform.rules.workspaces import Workspace


def take_looks(workspace: Workspace, now: datetime) -> int:
    """Take the looks of a workspace's day, if they were not taken; return how many there were."""
    zone = ZoneInfo(workspace.time_zone)
    today = now.astimezone(zone).date()
    done = SettingsRow.objects.filter(workspace_id=workspace.id).values_list("looked_on", flat=True).first()
    if done is not None and done >= today:
        return 0
    settings = queries.settings(workspace.id)
    # Counting may take a while; nobody waits for it.
    running = [source for source in queries.sources(workspace.id) if source.is_running]
    seen = [found for source in running if (found := _seen(source, zone=zone, now=now))]
    with transaction.atomic():
        row = kept_row(workspace.id)
        taken = sum(_looked(workspace.id, each, today=today, settings=settings) for each in seen)
        row.looked_on = today
        row.save(update_fields=["looked_on"])
    return taken


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an experiment counted today, and the day of the first entry."""

    source: Source
    counted: Mapping[str, Group]
    first: date


def _seen(source: Source, *, zone: ZoneInfo, now: datetime) -> _Seen | None:
    """Return what is to be looked at; None while an arm has nobody."""
    outcomes = source.outcomes()
    counted = groups(outcomes, arms=source.arms, since=source.since, now=now, metric=source.metrics[0])
    began = outcomes.filter(pl.col("entered_at") >= source.since)["entered_at"].min()
    if not isinstance(began, datetime) or not all(counted[arm].met for arm in (source.control, *source.treated)):
        return None
    return _Seen(source, counted, began.astimezone(zone).date())


def _looked(workspace_id: int, seen: _Seen, *, today: date, settings: Settings) -> int:
    series = _series(workspace_id, seen.source, first=seen.first, settings=settings)
    return sum(_look(workspace_id, seen.source, row, seen.counted, today=today) for row in series.values())


def _series(workspace_id: int, source: Source, *, first: date, settings: Settings) -> Mapping[str, SeriesRow]:
    """Return the series of every treated arm; who reads several arms shares the error among them (Bonferroni)."""
    rows = [
        SeriesRow(
            workspace_id=workspace_id,
            experiment=source.key,
            arm=arm,
            since=source.since,
            first_date=first,
            looks=settings.looks,
            alpha=settings.alpha / len(source.treated),
        )
        for arm in source.treated
    ]
    SeriesRow.objects.bulk_create(rows, ignore_conflicts=True)
    return queries.planned(workspace_id, source)


def _look(workspace_id: int, source: Source, row: SeriesRow, counted: Mapping[str, Group], *, today: date) -> int:
    past = queries.looks(workspace_id, source)[row.arm]
    plan = Plan(row.first_date, row.looks, row.alpha)
    look = next_look(past, plan, today=today, treated=counted[row.arm], control=counted[source.control])
    if look is None:
        return 0
    LookRow.add(row, look)
    return 1
