"""Keep the testing plan by API."""

from datetime import datetime

from ninja import Router, Schema, Status
from pydantic import Field

from tenure.experiments import queries
from tenure.experiments.rules.testing_plan import Hypothesis, PlanItem, PlanState
from tenure.experiments.services.edit_plan import add_hypothesis, change_hypothesis, remove_hypothesis
from tenure.platform.api import ApiRequest, Strict, numbered, requires
from tenure.platform.queries import real_now

router = Router(tags=["experiments"])


class HypothesisIn(Strict):
    """What somebody expects."""

    text: str = Field(max_length=2000, description="Such as: a second reminder brings more customers back.")
    experiment: str = Field(default="", max_length=200, description="The key of the experiment that tests it.")
    position: int = Field(default=0, description="Lower ones are tested first.")
    state: PlanState = "planned"
    result: str = Field(default="", max_length=2000, description="What was found.")


class HypothesisOut(Schema):
    """A hypothesis of the testing plan."""

    id: int
    text: str
    experiment: str
    position: int
    state: PlanState
    result: str
    created_at: datetime
    updated_at: datetime


class PlanOut(Schema):
    """The testing plan, in its order."""

    items: list[HypothesisOut]


@router.get("/testing-plan", response=PlanOut, auth=requires("journeys.read"))
def read_plan(request: ApiRequest) -> PlanOut:
    """Return what is to be tested, in its order, with what came out."""
    return PlanOut(items=[_shown(item) for item in queries.plan(request.auth.workspace.id)])


@router.post("/testing-plan", response={201: HypothesisOut}, auth=requires("journeys.write"))
def add(request: ApiRequest, payload: HypothesisIn) -> Status[HypothesisOut]:
    """Put a hypothesis into the plan."""
    workspace, now = request.auth.workspace, request.auth.workspace.clock.at(real_now())
    item = add_hypothesis(workspace.id, Hypothesis(**payload.dict()), actor=request.auth.actor, now=now)
    return Status(201, _shown(item))


@router.get("/testing-plan/{item_id}", response=HypothesisOut, auth=requires("journeys.read"))
def read_item(request: ApiRequest, item_id: str) -> HypothesisOut:
    """Return a hypothesis of the plan."""
    return _shown(queries.plan_item(request.auth.workspace.id, numbered(item_id, what="hypothesis", field="item_id")))


@router.put("/testing-plan/{item_id}", response=HypothesisOut, auth=requires("journeys.write"))
def change(request: ApiRequest, item_id: str, payload: HypothesisIn) -> HypothesisOut:
    """Replace what the plan says of a hypothesis."""
    workspace, now = request.auth.workspace, request.auth.workspace.clock.at(real_now())
    hypothesis = Hypothesis(**payload.dict())
    return _shown(
        change_hypothesis(
            workspace.id,
            numbered(item_id, what="hypothesis", field="item_id"),
            hypothesis,
            actor=request.auth.actor,
            now=now,
        )
    )


@router.delete("/testing-plan/{item_id}", response={204: None}, auth=requires("journeys.write"))
def remove(request: ApiRequest, item_id: str) -> Status[None]:
    """Take a hypothesis out of the plan."""
    remove_hypothesis(
        request.auth.workspace.id, numbered(item_id, what="hypothesis", field="item_id"), actor=request.auth.actor
    )
    return Status(204, None)


def _shown(item: PlanItem) -> HypothesisOut:
    said = item.hypothesis
    return HypothesisOut(
        id=item.id,
        text=said.text,
        experiment=said.experiment,
        position=said.position,
        state=said.state,
        result=said.result,
        created_at=item.created_at,
        updated_at=item.updated_at,
    )
