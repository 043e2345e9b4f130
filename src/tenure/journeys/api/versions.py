"""Look at the versions of a journey by API, restore one, and move runs to one."""

from datetime import datetime

from ninja import Router, Schema, Status
from pydantic import Field

from tenure.journeys import queries
from tenure.journeys.api.shown import Saved, saved
from tenure.journeys.rules import codec
from tenure.journeys.rules.diff import differences
from tenure.journeys.services.move_enrollments import Move, move_enrollments
from tenure.journeys.services.save_journey import restore_version
from tenure.platform.api import ApiRequest, Strict, numbered, requires
from tenure.platform.queries import real_now

router = Router(tags=["journeys"])


class VersionOut(Schema):
    """A version in a list, with how many stand in it."""

    version: int
    created_at: datetime
    is_active: bool = Field(description="Whether customers enter it.")
    here_count: int


class Versions(Schema):
    """The versions of a journey, newest first."""

    items: list[VersionOut]
    next_cursor: str | None


class DifferenceOut(Schema):
    """A field that differs; null where a version does not have it."""

    field: str
    before: object | None
    after: object | None


class VersionShown(Schema):
    """A version with its definition, and in what it differs from the one before it, or from another one."""

    key: str
    version: int
    definition: dict[str, object]
    against: int | None
    differences: list[DifferenceOut]


class MoveIn(Strict):
    """To which version runs are moved."""

    to: int = Field(description="The version by which they go on.")
    version: int | None = Field(default=None, description="Only those of this version; otherwise all others.")
    nodes: dict[str, str] = Field(
        default_factory=dict, description="For nodes that the version lacks: the node of it where they go on."
    )


class Moved(Schema):
    """How many runs were moved."""

    moved: int


@router.get("/journeys/{key}/versions", response=Versions, auth=requires("journeys.read"))
def read_versions(request: ApiRequest, key: str) -> Versions:
    """Return the versions of a journey."""
    found = queries.versions(request.auth.workspace.id, key)
    items = [
        VersionOut(
            version=each.number, created_at=each.created_at, is_active=each.is_active, here_count=each.here_count
        )
        for each in found
    ]
    return Versions(items=items, next_cursor=None)


@router.get("/journeys/{key}/versions/{version}", response=VersionShown, auth=requires("journeys.read"))
def read_version(request: ApiRequest, key: str, version: str, against: int | None = None) -> VersionShown:
    """Return a version, and in what it differs from the one before it, or from the one named by `against`."""
    workspace_id = request.auth.workspace.id
    number = numbered(version, what="version", field="version")
    told = queries.version(workspace_id, key, number)
    other = against if against is not None else (number - 1 if number > 1 else None)
    found = () if other is None else differences(queries.version(workspace_id, key, other).journey, told.journey)
    return VersionShown(
        key=key,
        version=number,
        definition={**codec.to_data(told.journey)},
        against=other,
        differences=[DifferenceOut(field=each.field, before=each.before, after=each.after) for each in found],
    )


@router.post("/journeys/{key}/versions/{version}/restore", response={201: Saved}, auth=requires("journeys.write"))
def restore(request: ApiRequest, key: str, version: str) -> Status[Saved]:
    """Keep an old version as the newest one; customers enter it once the journey is activated again."""
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    wanted = numbered(version, what="version", field="version")
    number = restore_version(workspace.id, key, wanted, actor=request.auth.actor, now=now)
    return Status(201, saved(workspace.id, queries.version(workspace.id, key, number).journey, number))


@router.post("/journeys/{key}/move", response=Moved, auth=requires("journeys.write"))
def move(request: ApiRequest, key: str, payload: MoveIn) -> Moved:
    """Let customers who are on other versions go on by one version."""
    workspace = request.auth.workspace
    wanted = Move(payload.to, payload.nodes, payload.version)
    now = workspace.clock.at(real_now())
    return Moved(moved=move_enrollments(workspace.id, key, wanted, actor=request.auth.actor, now=now))
