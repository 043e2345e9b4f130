"""Define, activate and watch journeys by API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tenure.customers.queries import customer as customer_named
from tenure.journeys import queries
from tenure.journeys.rules import codec
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.views import Enrollment, EnrollmentState, JourneyState, enrollment_id, enrollment_name
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
    "holdout": 0,
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


class Saved(Schema):
    """Under which number a definition was kept."""

    key: str
    version: int


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

    include_existing: bool = Field(default=False, description="Whether those with the entry event already enter, too.")
    rate_per_hour: int | None = Field(default=None, ge=1, le=10_000_000, description="At most so many of them an hour.")
    confirm: int | None = Field(default=None, description="How many of them enter, when more than 500 would.")


class Activated(Schema):
    """How many had the entry event already and are not enrolled, and how many of them enter."""

    would_enter_now: int
    entering: int


class StateOut(Schema):
    """A journey's state."""

    key: str
    state: JourneyState


class NodeReport(Schema):
    """How many arrived at a node, and how many are there."""

    id: str
    kind: str
    entered_count: int
    here_count: int


class Report(Schema):
    """How many entered a journey, and where they are; of all its versions together."""

    key: str
    version: int
    state: JourneyState
    entered_count: int
    nodes: list[NodeReport]


class EnrollmentOut(Schema):
    """A customer's way through a journey."""

    id: str
    journey: str
    name: str
    version: int
    state: EnrollmentState
    node: str | None
    enrolled_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    reason: str | None


class Enrollments(Schema):
    """A customer's enrollments, newest first."""

    items: list[EnrollmentOut]
    next_cursor: str | None


class Page(Schema):
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = None


@router.post("/journeys", response={201: Saved}, openapi_extra=BODY, auth=requires("journeys.write"))
def write_journey(request: ApiRequest) -> Status[Saved]:
    """Keep a definition, in JSON or YAML (`text/yaml`), as the next version of its journey."""
    workspace = request.auth.workspace
    journey = _spelled(request)
    version = save_journey(workspace.id, journey, actor=request.auth.actor, now=workspace.clock.at(real_now()))
    return Status(201, Saved(key=journey.key, version=version))


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
    """Let customers enter the newest version from now on."""
    workspace = request.auth.workspace
    choice = Choice(**(payload or ActivateIn()).dict())
    now = workspace.clock.at(real_now())
    done = activate_journey(workspace.id, key, choice=choice, actor=request.auth.actor, now=now)
    return Activated(would_enter_now=done.would_enter_now, entering=done.entering)


@router.post("/journeys/{key}/pause", response=StateOut, auth=requires("journeys.write"))
def pause(request: ApiRequest, key: str) -> StateOut:
    """Let nobody enter or go on until the journey is activated again."""
    pause_journey(request.auth.workspace.id, key, actor=request.auth.actor)
    return StateOut(key=key, state="paused")


@router.get("/journeys/{key}/report", response=Report, auth=requires("journeys.read"))
def report(request: ApiRequest, key: str) -> Report:
    """Return how many entered a journey, and where they are."""
    graph = queries.graph(request.auth.workspace.id, key)
    nodes = [
        NodeReport(id=node.id, kind=node.kind, entered_count=node.entered_count, here_count=node.here_count)
        for node in graph.nodes[1:]
    ]
    return Report(key=key, version=graph.version, state=graph.state, entered_count=graph.entered_count, nodes=nodes)


@router.get("/customers/{path:customer}/enrollments", response=Enrollments, auth=requires("customers.read"))
def read_enrollments(request: ApiRequest, customer: str, page: Query[Page]) -> Enrollments:
    """Return a customer's ways through journeys."""
    workspace_id = request.auth.workspace.id
    before = enrollment_id(page.cursor) if page.cursor else None
    customer_id = customer_named(workspace_id, customer).id
    found = queries.enrollments(workspace_id, customer_id, limit=page.limit + 1, before=before)
    items = [_shown(enrollment) for enrollment in found[: page.limit]]
    return Enrollments(items=items, next_cursor=items[-1].id if len(found) > page.limit else None)


def _spelled(request: HttpRequest) -> Journey:
    """Return the journey that a request's body spells."""
    try:
        text = request.body.decode()
    except UnicodeDecodeError as error:
        raise BadInput("The body is not UTF-8 text; send it so encoded.") from error
    read = codec.from_yaml if request.content_type in YAML_TYPES else codec.from_json
    return read(text, node_types=queries.node_types())


def _shown(enrollment: Enrollment) -> EnrollmentOut:
    return EnrollmentOut(
        id=enrollment_name(enrollment.id),
        journey=enrollment.journey,
        name=enrollment.name,
        version=enrollment.version,
        state=enrollment.state,
        node=enrollment.node,
        enrolled_at=enrollment.enrolled_at,
        due_at=enrollment.due_at,
        ended_at=enrollment.ended_at,
        reason=enrollment.reason or None,
    )
