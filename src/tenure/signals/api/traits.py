"""Define traits by API, and list them."""

from typing import Any, Literal

from ninja import Router, Schema, Status
from pydantic import Field

from tenure.kernel.errors import NotFound
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now
from tenure.signals import queries
from tenure.signals.services.change_definitions import put_trait, remove_trait
from tenure.signals.services.describe_traits import TraitView, described_traits

router = Router(tags=["traits"])


class TraitIn(Strict):
    """What a trait is. Which fields go together depends on its kind; `kind` may be left out."""

    kind: str | None = Field(None, description="`event`, `profile` or `derived`.")
    aggregate: str | None = Field(
        None,
        description="`count` (the default), `sum`, `min`, `max`, `distinct`, `first`, `last`, `active_days`, `streak`, "
        "`trend` or `engagement`, of events.",
    )
    event: Any = Field(None, description="Name of the event; `*` stands for every track, page and screen.")
    events: Any = Field(None, description="Several names, in place of `event`.")
    property: Any = Field(None, description="Of which property of the events the aggregate is taken.")
    window: Any = Field(None, description="`90m`, `24h`, `7d` or `2w`; all time when absent.")
    ago: Any = Field(None, description="How long ago the window ended; now when absent.")
    where: Any = Field(None, description="Which of the events count: an expression over their properties.")
    expression: Any = Field(None, description="What a derived trait is computed as: an expression over other traits.")
    type: str | None = Field(None, description="`number`, `text`, `boolean` or `instant`, of a profile trait.")


class TraitOut(Schema):
    """A trait. `definition` can be sent back; it is null for what only Tenure can compute."""

    key: str
    origin: Literal["own", "built_in"]
    type: str
    definition: dict[str, object] | None
    used_by: list[str] = Field(description="Such as `segment silent`.")


class Traits(Schema):
    """Every trait, those of the workspace first."""

    items: list[TraitOut]
    next_cursor: str | None


@router.get("/traits", response=Traits, auth=requires("traits.read"))
def read_traits(request: ApiRequest) -> Traits:
    """Return the workspace's own traits and the built-in ones, not what clients state without a definition."""
    found = described_traits(request.auth.workspace.id)
    return Traits(items=[_shown(each) for each in found], next_cursor=None)


@router.get("/traits/{key}", response=TraitOut, auth=requires("traits.read"))
def read_trait(request: ApiRequest, key: str) -> TraitOut:
    """Return a trait by its key."""
    return _one(request.auth.workspace.id, key)


@router.put("/traits/{key}", response=TraitOut, auth=requires("traits.write"))
def write_trait(request: ApiRequest, key: str, payload: TraitIn) -> TraitOut:
    """Define a trait, or define it anew; its values are there after the worker's next turn."""
    workspace, said = request.auth.workspace, payload.dict(exclude_none=True)
    put_trait(workspace.id, key, said, actor=request.auth.actor, now=workspace.clock.at(real_now()))
    return _one(workspace.id, key)


@router.delete("/traits/{key}", response={204: None}, auth=requires("traits.write"))
def delete_trait(request: ApiRequest, key: str) -> Status[None]:
    """Delete a trait of the workspace; refused while something reads it."""
    remove_trait(request.auth.workspace.id, key, actor=request.auth.actor)
    return Status(204, None)


def _one(workspace_id: int, key: str) -> TraitOut:
    found = next((each for each in described_traits(workspace_id) if each.key == key), None)
    if found is None:
        stated = " Clients state it; no definition is needed." if key in queries.stated_keys(workspace_id) else ""
        raise NotFound(f"There is no trait {key!r} here.{stated}", field="key")
    return _shown(found)


def _shown(trait: TraitView) -> TraitOut:
    return TraitOut(
        key=trait.key,
        origin="own" if trait.is_own else "built_in",
        type=trait.type,
        definition=None if trait.definition is None else dict(trait.definition),
        used_by=list(trait.used_by),
    )
