"""Show playbooks: what each does and needs, and what installing it would do."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language

from tenure.console.playbook_wording import ACTS, KINDS, SERVES, STATES, STEPS
from tenure.console.rules.lines import Look
from tenure.playbooks.rules.changes import Change
from tenure.playbooks.rules.playbooks import spoken
from tenure.playbooks.rules.views import EventNeed, JourneyPart, PlaybookView, Step
from tenure.ui.rules.navigation import Label


@dataclass(frozen=True, slots=True)
class PlaybookCard:
    """A playbook as a list shows it."""

    key: str
    name: str
    summary: str
    serves: Label
    look: Look
    journeys: tuple[JourneyPart, ...]
    message_count: int
    events: tuple[EventNeed, ...]
    unknown_traits: tuple[str, ...]
    first: str  # where it leads when it is installed


@dataclass(frozen=True, slots=True)
class NameField:
    """One of a business's own names, to be filled in."""

    name: str
    used: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Group:
    """What installing does with definitions of one kind."""

    kind: Label
    changes: tuple[tuple[Change, Look], ...]


@dataclass(frozen=True, slots=True)
class StepLine:
    """What is left to do, and where."""

    text: Label
    what: str
    url: str


def playbook_card(view: PlaybookView) -> PlaybookCard:
    """Return a playbook in the reader's language."""
    language = get_language() or "en"
    return PlaybookCard(
        key=view.book.key,
        name=spoken(view.book.name, language),
        summary=spoken(view.book.summary, language),
        serves=SERVES[view.book.serves],
        look=STATES[view.state],
        journeys=view.journeys,
        message_count=len({key for key, _ in view.book.templates}),
        events=view.events,
        unknown_traits=view.unknown_traits,
        first=reverse("console:journey", args=[view.journeys[0].key]) if view.state == "installed" else "",
    )


def name_fields(view: PlaybookView) -> list[NameField]:
    """Return the names that a business may say."""
    language = get_language() or "en"
    return [
        NameField(name, view.said_names[name], spoken(about.meaning, language)) for name, about in view.names.items()
    ]


def plan_groups(changes: Iterable[Change]) -> list[Group]:
    """Return changes by kind."""
    found: dict[str, list[tuple[Change, Look]]] = {}
    for each in changes:
        found.setdefault(each.kind, []).append((each, ACTS[each.act]))
    return [Group(KINDS[kind], tuple(lines)) for kind, lines in found.items()]


def step_lines(steps: Iterable[Step]) -> list[StepLine]:
    """Return what is left to do, each with the place to do it."""
    return [StepLine(STEPS[each.code], each.what, _place(each)) for each in steps]


def _place(step: Step) -> str:
    match step.code:
        case "postal_address":
            return reverse("console:channels")
        case "publish":
            return reverse("console:content_item", args=[step.what])
        case _:
            return ""
