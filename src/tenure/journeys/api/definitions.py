"""Define, activate and pause journeys by API."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tenure.journeys import queries
from tenure.journeys.api.shown import Saved, saved
from tenure.journeys.rules import codec
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.views import JourneyState
from tenure.journeys.services.activate_journey import Choice, activate_journey
from tenure.journeys.services.pause_journey import pause_journey
from tenure.journeys.services.save_journey import save_journey
from tenure.kernel.errors import BadInput
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["journeys"])

YAML_TYPES = frozenset({"text/yaml", "text/x-yaml", "application/yaml", "application/x-yaml"})
EXAMPLE: dict[str, Any] = {
    "key": "welcome",
    "name": "Welcome",
    "entry": {"event": "signed_up"},
    "reentry": "never",
    "goal": {"event": "order_completed", "within_days": 30},
    "exit": [{"event": "account_closed"}],
    "holdout": 0.1,
    "nodes": [
        {"id": "hello", "send": {"channel": "email", "template": "welcome"}},
        {"id": "pause", "wait": {"days": 3}},
        {"id": "done", "end": {}},
    ],
}
# The spelling of a journey depends on the node types that rooms offer; the codec checks it more closely than a schema.
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}, "example": EXAMPLE},
            "text/yaml": {"schema": {"type": "string"}},
        },
    },
}


class JourneyOut(Schema):
    """A journey in a list. `version` is the one that customers enter, or the newest before it was activated."""

    key: str
    name: str
    state: JourneyState
    version: int
    entered: int
    active: int
    completed: int


class Journeys(Schema):
    """Journeys, newest first."""

    items: list[JourneyOut]
    next_cursor: str | None


class DefinitionOut(Schema):
    """A journey as it is defined."""

    key: str
    version: int
    state: JourneyState
    definition: dict[str, object]


class ActivateIn(Strict):
    """Who besides newcomers enters."""

    include_existing: bool = Field(
        default=False, description="Whether those who did before what lets customers in enter, too."
    )
    rate_per_hour: int | None = Field(default=None, ge=1, le=10_000_000, description="At most so many of them an hour.")
    confirm: int | None = Field(default=None, description="How many of them enter, when more than 500 would.")


class Activated(Schema):
    """How many did before what lets customers in and may enter, and how many of them do."""

    would_enter_now: int
    entering: int


class StateOut(Schema):
    """A journey's state."""

    key: str
    state: JourneyState


@router.post("/journeys", response={201: Saved}, openapi_extra=BODY, auth=requires("journeys.write"))
def write_journey(request: ApiRequest) -> Status[Saved]:
    """Keep a definition, in JSON or YAML (`text/yaml`), as the next version of its journey."""
    workspace = request.auth.workspace
    journey = _spelled(request)
    version = save_journey(workspace.id, journey, actor=request.auth.actor, now=workspace.clock.at(real_now()))
    return Status(201, saved(workspace.id, journey, version))


@router.get("/journeys", response=Journeys, auth=requires("journeys.read"))
def read_journeys(request: ApiRequest) -> Journeys:
    """Return every journey with its counts."""
    found = queries.journeys(request.auth.workspace.id)
    return Journeys(items=[JourneyOut.from_orm(journey) for journey in found], next_cursor=None)


@router.get("/journeys/{key}", response=DefinitionOut, auth=requires("journeys.read"))
def read_journey(request: ApiRequest, key: str) -> DefinitionOut:
    """Return a journey's definition."""
    state, version = queries.definition(request.auth.workspace.id, key)
    spelled = codec.to_data(version.journey)
    return DefinitionOut(key=key, version=version.number, state=state, definition={**spelled})


@router.post("/journeys/{key}/activate", response=Activated, auth=requires("journeys.write"))
def activate(request: ApiRequest, key: str, payload: ActivateIn | None = None) -> Activated:
    """Let customers enter the newest version from now on; whatever it needs and does not find is refused."""
    workspace = request.auth.workspace
    choice = Choice(**(payload or ActivateIn()).dict())
    now = workspace.clock.at(real_now())
    done = activate_journey(workspace.id, key, choice=choice, actor=request.auth.actor, now=now)
    return Activated(would_enter_now=done.would_enter_now, entering=done.entering)


@router.post("/journeys/{key}/pause", response=StateOut, auth=requires("journeys.write"))
def pause(request: ApiRequest, key: str) -> StateOut:
    """Let nobody enter or go on until the journey is activated again, and cancel its queued messages."""
    workspace = request.auth.workspace
    pause_journey(workspace.id, key, actor=request.auth.actor, now=workspace.clock.at(real_now()))
    return StateOut(key=key, state="paused")


def _spelled(request: HttpRequest) -> Journey:
    """Return the journey that a request's body spells."""
    try:
        text = request.body.decode()
    except UnicodeDecodeError as error:
        raise BadInput("The body is not UTF-8 text; send it so encoded.") from error
    read = codec.from_yaml if request.content_type in YAML_TYPES else codec.from_json
    return read(text, node_types=queries.node_types())
