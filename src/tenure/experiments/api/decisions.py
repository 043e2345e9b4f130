"""Write down by API what was done about an experiment."""

from datetime import datetime

from ninja import Router, Schema, Status
from pydantic import Field

from tenure.experiments import queries
from tenure.experiments.rules.testing_plan import Choice
from tenure.experiments.services.record_decision import record_decision
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["experiments"])


class DecisionIn(Strict):
    """What was done, and why."""

    choice: Choice
    note: str = Field(default="", max_length=2000)


class DecisionOut(Schema):
    """What was done about an experiment, by whom and why."""

    id: int
    choice: Choice
    note: str
    actor: str
    at: datetime


class Decisions(Schema):
    """Decisions, newest first."""

    items: list[DecisionOut]


@router.get("/experiments/{key}/decisions", response=Decisions, auth=requires("journeys.read"))
def read_decisions(request: ApiRequest, key: str) -> Decisions:
    """Return what was decided about an experiment, also about one that is gone."""
    found = queries.decisions(request.auth.workspace.id, key)
    if not found:
        queries.source(request.auth.workspace.id, key)  # says so when there is none
    return Decisions(items=[DecisionOut.from_orm(each) for each in found])


@router.post("/experiments/{key}/decisions", response={201: DecisionOut}, auth=requires("journeys.write"))
def decide(request: ApiRequest, key: str, payload: DecisionIn) -> Status[DecisionOut]:
    """Write down what was done about an experiment."""
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    made = record_decision(workspace.id, key, payload.choice, note=payload.note, actor=request.auth.actor, now=now)
    return Status(201, DecisionOut.from_orm(made))
