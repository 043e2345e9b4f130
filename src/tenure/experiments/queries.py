"""Read experiments: what can be read, what it says, what is planned and what was decided."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenure.experiments import wording
from tenure.experiments.models import DecisionRow, LookRow, PlanRow, SeriesRow, SettingsRow
from tenure.experiments.rules.experiment import Compared, Experiment, experiment
from tenure.experiments.rules.looks import Look, is_over
from tenure.experiments.rules.settings import Settings
from tenure.experiments.rules.sources import Source
from tenure.experiments.rules.testing_plan import Decision, PlanItem
from tenure.kernel.errors import NotFound
from tenure.platform.presence import contributions
from tenure.platform.rules.workspaces import Workspace


def settings(workspace_id: int) -> Settings:
    """Return how a workspace reads its experiments."""
    row = SettingsRow.objects.filter(workspace_id=workspace_id).first()
    return Settings() if row is None else row.to_value()


def global_holdout(workspace_id: int) -> float:
    """Return the share of customers whom no journey with a holdout of its own may move."""
    return settings(workspace_id).global_holdout


def global_holdout_since(workspace_id: int) -> datetime | None:
    """Return since when the global holdout is what it is; None when it never changed."""
    return SettingsRow.objects.filter(workspace_id=workspace_id).values_list("holdout_since", flat=True).first()


def sources(workspace_id: int) -> list[Source]:
    """Return everything that rooms offer to be read and that has somebody to compare."""
    found = [source for room in contributions("experiment_sources") for source in room.sources(workspace_id)]
    return [source for source in found if source.treated]


def source(workspace_id: int, key: str) -> Source:
    """Return what can be read under a key; NotFound when there is nothing."""
    found = next((each for each in sources(workspace_id) if each.key == key), None)
    if found is None:
        raise NotFound(f"There is no experiment {key!r} here; GET /api/v1/experiments lists them.", field="key")
    return found


def looks(workspace_id: int, source: Source) -> Mapping[str, list[Look]]:
    """Return the looks taken so far at each treated arm, oldest first."""
    rows = LookRow.objects.filter(
        workspace_id=workspace_id, series__experiment=source.key, series__since=source.since
    ).order_by("date")
    found: dict[str, list[Look]] = {arm: [] for arm in source.treated}
    for row in rows.select_related("series"):
        found.setdefault(row.series.arm, []).append(row.to_value())
    return found


def read(workspace_id: int, source: Source, *, now: datetime) -> Experiment:
    """Return what an experiment says at an instant."""
    return experiment(
        source,
        source.outcomes(),
        looks=looks(workspace_id, source),
        settings=settings(workspace_id),
        now=now,
    )


def sentence(source: Source, compared: Compared, *, confidence: float) -> str:
    """Return what a comparison says, in the language in use."""
    return wording.sentence(source, compared, confidence=confidence)


def plan(workspace_id: int) -> list[PlanItem]:
    """Return the testing plan in its order."""
    return [row.to_value() for row in PlanRow.objects.filter(workspace_id=workspace_id).order_by("position", "id")]


def plan_item(workspace_id: int, item_id: int) -> PlanItem:
    """Return a hypothesis of the testing plan."""
    row = PlanRow.objects.filter(workspace_id=workspace_id, pk=item_id).first()
    if row is None:
        raise NotFound(f"There is no hypothesis {item_id} in the plan.", field="id")
    return row.to_value()


def decisions(workspace_id: int, key: str) -> list[Decision]:
    """Return what was decided about an experiment, newest first."""
    rows = DecisionRow.objects.filter(workspace_id=workspace_id, experiment=key).order_by("-id")
    return [row.to_value() for row in rows]


def next_look_at(workspace: Workspace) -> datetime | None:
    """Return when the next day begins on which a look is due; None when nothing waits for one."""
    row = SettingsRow.objects.filter(workspace_id=workspace.id).first()
    if not any(_is_waiting(workspace.id, each) for each in sources(workspace.id)):
        return None
    if row is None or row.looked_on is None:
        return workspace.clock.workspace_at
    begins = datetime.combine(row.looked_on + timedelta(days=1), time(), ZoneInfo(workspace.time_zone))
    return begins.astimezone(UTC)


def planned(workspace_id: int, source: Source) -> Mapping[str, SeriesRow]:
    """Return the series of looks begun at each arm of an experiment."""
    rows = SeriesRow.objects.filter(workspace_id=workspace_id, experiment=source.key, since=source.since)
    return {row.arm: row for row in rows}


def _is_waiting(workspace_id: int, source: Source) -> bool:
    return source.is_running and not all(is_over(taken) for taken in looks(workspace_id, source).values())
