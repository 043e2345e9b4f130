"""Say what stands in the way of activating a journey."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.entrances import EventEntry, SegmentEntry, StageEntry
from tenure.kernel.errors import BadInput
from tenure.kernel.expressions.words import nearest
from tenure.messaging.rules.templates import MessageClass
from tenure.signals.rules.built_in import ORDER

# What journeys say of themselves: who enters by it again and again goes round forever.
_OWN: Final = ("journey_entered", "journey_exited", "journey_goal_reached", "journey_entry_refused")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a workspace has: templates with their channels and classes, segments, and an address for the footer."""

    templates: Mapping[str, Mapping[str, MessageClass]]
    segments: Collection[str]
    postal_address: str


def refuse_unready(journey: Journey, around: Surroundings) -> None:
    """Raise BadInput for the first thing that a journey needs and does not find, with what to do about it."""
    _refuse_entry(journey, around)
    for field, channel, template in sends(journey):
        known = around.templates.get(template)
        if known is None:
            raise BadInput(
                f"There is no template {template!r}{_guess(template, around.templates)}; save it first.",
                field=f"{field}.template",
            )
        if channel not in known:
            there = ", ".join(f"`{each}`" for each in sorted(known))
            raise BadInput(f"The template {template!r} is for {there}; use that channel.", field=f"{field}.channel")
        if known[channel] == MessageClass.MARKETING and channel == "email" and not around.postal_address:
            raise BadInput(
                f"{template!r} is marketing, and the law wants a postal address under it; set `postal_address` in the "
                "messaging settings first.",
                field=f"{field}.template",
            )


def sends(journey: Journey) -> Iterator[tuple[str, str, str]]:
    """Yield the place, channel and template of everything that a journey may send."""
    places = {node.id: f"nodes[{index}].{node.kind}" for index, node in enumerate(journey.nodes)}
    for node in journey.expanded().nodes:
        for _, settings in node.arms():
            told = settings.columns()
            if told.get("template") is not None:
                # A fallback is called by the node that it belongs to and what it is.
                place = places.get(node.id) or next((places[each] for each in places if node.id.startswith(each)), "")
                yield place, str(told["channel"]), str(told["template"])


def _refuse_entry(journey: Journey, around: Surroundings) -> None:
    match journey.entry:
        case SegmentEntry(segment) if segment not in around.segments:
            raise BadInput(
                f"There is no segment {segment!r}{_guess(segment, around.segments)}; save it first.",
                field="entry.segment",
            )
        case StageEntry(stage) if stage not in ORDER:
            known = ", ".join(f"`{each}`" for each in ORDER)
            raise BadInput(f"There is no stage {stage!r}; use one of {known}.", field="entry.stage")
        case EventEntry(event) if event in _OWN and journey.reentry not in {"never", "per_key"}:
            raise BadInput(
                f"Journeys say {event!r} themselves, and who enters by it again and again goes round forever; "
                "let customers enter once: `reentry: never`.",
                field="reentry",
            )
        case _:
            return


def _guess(wanted: str, known: Collection[str]) -> str:
    meant = nearest(wanted, known)
    return f" (did you mean {meant!r}?)" if meant else ""
