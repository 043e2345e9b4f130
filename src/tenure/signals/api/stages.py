"""Tell by API how many customers are in which lifecycle stage, and how they got there."""

from datetime import date

from ninja import Query, Router, Schema
from pydantic import Field

from tenure.kernel.expressions.text import spelled
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now
from tenure.signals import queries
from tenure.signals.rules.built_in import ORDER, STAGES

router = Router(tags=["stages"])


class Span(Schema):
    """Of how many days the progression shall tell."""

    days: int = Field(30, ge=1, le=366, description="Today included.")


class StageOut(Schema):
    """A lifecycle stage; `where` is null for the one of everybody whom no other means."""

    stage: str
    count: int
    where: str | None


class ProgressOut(Schema):
    """How many moved from one stage to another."""

    from_stage: str
    to_stage: str
    count: int


class Stages(Schema):
    """Every stage, and who moved since the start of a day."""

    items: list[StageOut]
    progression: list[ProgressOut]
    since: date


@router.get("/stages", response=Stages, auth=requires("segments.read"))
def read_stages(request: ApiRequest, span: Query[Span]) -> Stages:
    """Return how many customers are in each stage, and how many moved from stage to stage in the last days."""
    workspace = request.auth.workspace
    counts = queries.stage_counts(workspace.id)
    since, steps = queries.progression_of(workspace, days=span.days, now=workspace.clock.at(real_now()))
    return Stages(
        items=[StageOut(stage=stage, count=counts.get(stage, 0), where=_where(stage)) for stage in ORDER],
        progression=[ProgressOut(from_stage=each.before, to_stage=each.after, count=each.count) for each in steps],
        since=since,
    )


def _where(stage: str) -> str | None:
    return spelled(STAGES[stage]) if stage in STAGES else None
