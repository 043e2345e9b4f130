"""Simulate a journey by API."""

from datetime import date, datetime

from ninja import Router, Schema
from pydantic import Field

from tenure.journeys.services.simulate import MAX_DAYS, USUAL_DAYS, simulate
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["journeys"])


class SimulateIn(Strict):
    """What of the history is played, by which version."""

    days: int = Field(default=USUAL_DAYS, ge=1, le=MAX_DAYS, description="How many days of history, until now.")
    version: int | None = Field(default=None, description="The version; otherwise the newest.")


class NodeSeenOut(Schema):
    """How many customers met a node, how often, and how many stand there at the end; customers by arm."""

    id: str
    kind: str
    arrived_count: int
    customer_count: int
    here_count: int
    arms: dict[str, int]


class DayOfMessagesOut(Schema):
    """How many messages were asked for on a day of the workspace, over a channel."""

    date: date
    channel: str
    count: int


class DayOfEntriesOut(Schema):
    """How many entered on a day of the workspace, and how many were only watched."""

    date: date
    entered_count: int
    held_out_count: int


class ReasonOut(Schema):
    """Why so many runs ended early, or stopped."""

    reason: str
    count: int


class CapHintOut(Schema):
    """How many messages a frequency cap would hold back, alone and with what was really sent."""

    cap: str
    own_count: int
    with_others_count: int


class OverlapOut(Schema):
    """How many customers got a message of another journey on a day on which this one asks for one, too."""

    journey: str
    customer_count: int


class SimulationOut(Schema):
    """What a journey would have done. The loop is open: reactions to messages are not invented; `notes` say so."""

    journey: str
    version: int
    starts_at: datetime
    ends_at: datetime
    wanted_count: int
    entered_count: int
    held_out_count: int
    refused_count: int
    active_count: int
    completed_count: int
    goal_count: int
    held_out_goal_count: int
    exited: list[ReasonOut]
    quarantined: list[ReasonOut]
    entries: list[DayOfEntriesOut]
    nodes: list[NodeSeenOut]
    messages: list[DayOfMessagesOut]
    message_count: int
    caps: list[CapHintOut]
    overlaps: list[OverlapOut]
    notes: list[str]


@router.post("/journeys/{key}/simulate", response=SimulationOut, auth=requires("journeys.read"))
def simulate_journey(request: ApiRequest, key: str, payload: SimulateIn | None = None) -> SimulationOut:
    """Play a journey over the history of the workspace; nobody enters, and nothing is sent."""
    workspace, wanted = request.auth.workspace, payload or SimulateIn()
    now = workspace.clock.at(real_now())
    return SimulationOut.from_orm(simulate(workspace, key, days=wanted.days, now=now, number=wanted.version))
