"""Say how a playbook stands in a workspace."""

from dataclasses import dataclass
from typing import Literal

from tenure.kernel.json import Json
from tenure.playbooks.rules.playbooks import Name, Playbook

# What became of something that a playbook brings: nothing yet, as it was brought, changed since.
Standing = Literal["absent", "same", "changed"]
ItemState = Literal["absent", "draft", "published"]


@dataclass(frozen=True, slots=True)
class EventNeed:
    """An event that a playbook listens for: how often it came lately, and under which of its names it is known."""

    event: str
    count: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class JourneyPart:
    """A journey of a playbook; its state in the workspace is None while it is not there."""

    key: str
    name: str
    state: str | None


@dataclass(frozen=True, slots=True)
class ItemPart:
    """An item that a playbook promises: what a business writes and publishes itself."""

    key: str
    state: ItemState


@dataclass(frozen=True, slots=True)
class Part:
    """A definition that a playbook brings, and what became of it."""

    kind: str
    key: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class PlaybookView:
    """A playbook as a workspace has it. `unknown_traits` are read by it, and nobody states or computes them."""

    book: Playbook
    names: dict[str, Name]
    said_names: dict[str, str]
    parts: tuple[Part, ...]
    journeys: tuple[JourneyPart, ...]
    items: tuple[ItemPart, ...]
    events: tuple[EventNeed, ...]
    read_traits: tuple[str, ...]
    unknown_traits: tuple[str, ...]

    @property
    def state(self) -> Literal["absent", "partly", "installed"]:
        """Return whether a workspace has a playbook."""
        missing = sum(each.standing == "absent" for each in self.parts)
        if missing == len(self.parts):
            return "absent"
        return "partly" if missing else "installed"


@dataclass(frozen=True, slots=True)
class Step:
    """What is left to do before customers enter: `what` names the event or the item."""

    code: Literal["postal_address", "website_url", "publish", "no_event"]
    what: str = ""


def steps_left(view: PlaybookView, *, postal_address: str, website_url: str) -> list[Step]:
    """Return what is left to do before a playbook does all it can, what holds up most first."""
    is_marketing = any(said["class"] == "marketing" for _, said in view.book.templates)
    return [
        *([Step("postal_address")] if is_marketing and not postal_address.strip() else []),
        *([Step("website_url")] if not website_url else []),
        *(Step("publish", each.key) for each in view.items if each.state != "published"),
        *(Step("no_event", each.event) for each in view.events if not each.count and each.name),
    ]


def standing(before: Json, wanted: Json) -> Standing:
    """Return what became of a definition."""
    if before is None:
        return "absent"
    return "same" if before == wanted else "changed"
