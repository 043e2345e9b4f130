"""Put the definitions of a workspace together: what is kept of events, and what is computed in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tenure.kernel.errors import BadInput, Conflict
from tenure.kernel.expressions.checking import checked, references
from tenure.kernel.expressions.text import spelled
from tenure.kernel.expressions.tree import Expression, Type
from tenure.kernel.expressions.turning import turning_points
from tenure.kernel.ids import stable_hash
from tenure.signals.rules.built_in import BUILT_IN, STAGES
from tenure.signals.rules.definitions import DerivedTrait, EventTrait, ProfileTrait, Segment, Trait
from tenure.signals.rules.measures import Measure, measure_of
from tenure.signals.rules.subscriptions import SUBSCRIPTION

STAGE: Final = "stage"
RESERVED: Final = frozenset({"customer_id", "user_id", "anonymous_id", STAGE, "segment", "segments"})
SEGMENT: Final = "segment:"
# What the public spec of identify calls lets clients state: known before anybody does.
USUAL: Final = (
    "age",
    "birthday",
    "city",
    "company",
    "country",
    "createdAt",
    "created_at",
    "email",
    "firstName",
    "first_name",
    "gender",
    "language",
    "lastName",
    "last_name",
    "locale",
    "name",
    "phone",
    "timezone",
    "title",
    "username",
    "website",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """All definitions of a workspace, ready to compute.

    `known` is the type of every trait that expressions may name; `stated` are the keys among them that only
    identify calls give, and that some definition reads. `turns` are the instant traits that, shifted, some expression
    compares with the clock. `fingerprint` names everything that decides how values are computed, `prints` what each
    segment means; they change when that does.
    """

    zone: str
    events: tuple[EventTrait, ...]
    profile: tuple[ProfileTrait, ...]
    derived: tuple[DerivedTrait, ...]
    segments: tuple[Segment, ...]
    stated: tuple[str, ...]
    known: Mapping[str, Type]
    measures: tuple[Measure, ...]
    turns: tuple[tuple[str, timedelta], ...]

    fingerprint: str
    prints: Mapping[str, str]


def plan(traits: Sequence[Trait], segments: Sequence[Segment], *, zone: str) -> Plan:
    """Return the plan of a workspace with its own definitions beside the built-in ones.

    Names in expressions that are no trait here are traits that identify calls state: whoever saves a definition
    checks them first.
    """
    everything: list[Trait] = [*BUILT_IN, *traits]
    events = tuple(each for each in everything if isinstance(each, EventTrait))
    profile = tuple(each for each in everything if isinstance(each, ProfileTrait))
    derived = _ordered([each for each in everything if isinstance(each, DerivedTrait)])
    expressions = _expressions(derived, segments)
    read = {name for each in expressions for name in references(each)}
    computed = {each.key for each in everything} | {STAGE, *SUBSCRIPTION}
    stated = tuple(sorted(read - computed))
    known: dict[str, Type] = dict.fromkeys(stated, "any")
    known |= {each.key: type_of(each) for each in events} | {each.key: each.type for each in profile}
    known |= {STAGE: "text", **SUBSCRIPTION}
    for each in derived:
        known[each.key] = checked(each.expression, known, field="expression")
    measures = {measure.number(): measure for measure in (measure_of(each, zone=zone) for each in events)}
    meanings = {each.key: _meaning(each, everything) for each in everything}
    prints = {each.key: _print(each, meanings) for each in segments}
    parts = (repr((zone, events, profile, STAGES)), *map(_named, derived), *stated, *prints.values())
    return Plan(
        zone=zone,
        events=events,
        profile=profile,
        derived=derived,
        segments=tuple(segments),
        stated=stated,
        known=known,
        measures=tuple(measures.values()),
        turns=tuple(sorted({(point.trait, point.offset) for each in expressions for point in turning_points(each)})),
        fingerprint=f"{stable_hash(*parts):016x}",
        prints=prints,
    )


def type_of(trait: EventTrait) -> Type:
    """Return the type of a trait over events."""
    if trait.aggregate in {"first", "last"}:
        return trait.type if trait.property else "instant"
    return "number"


def users_of(key: str, traits: Sequence[Trait], segments: Sequence[Segment]) -> list[str]:
    """Return what reads a trait: `trait KEY` and `segment KEY`."""
    derived = [each for each in traits if isinstance(each, DerivedTrait) and key in references(each.expression)]
    reading = [each for each in segments if key in references(each.where)]
    return [*(f"trait {each.key}" for each in derived), *(f"segment {each.key}" for each in reading)]


def refuse_used(key: str, traits: Sequence[Trait], segments: Sequence[Segment]) -> None:
    """Raise Conflict when something reads a trait that is to go."""
    users = users_of(key, traits, segments)
    if users:
        raise Conflict(f"{key!r} is read by {', '.join(users)}; change or delete these first.", field="key")


def _ordered(derived: Sequence[DerivedTrait]) -> tuple[DerivedTrait, ...]:
    """Return derived traits so that each comes after those that it reads; BadInput when they go in circles."""
    waiting = {each.key: each for each in derived}
    ordered: list[DerivedTrait] = []
    while waiting:
        ready = [each for each in waiting.values() if not (references(each.expression) & waiting.keys())]
        if not ready:
            raise BadInput(f"The traits {', '.join(sorted(waiting))} are computed from each other.", field="expression")
        ordered += ready
        waiting = {key: each for key, each in waiting.items() if each not in ready}
    if any(STAGE in references(each.expression) for each in ordered):
        raise BadInput("A trait cannot be computed from the stage; use a segment.", field="expression")
    return tuple(ordered)


def _expressions(derived: Sequence[DerivedTrait], segments: Sequence[Segment]) -> list[Expression]:
    return [*(each.expression for each in derived), *(each.where for each in segments), *STAGES.values()]


def _meaning(trait: Trait, everything: Sequence[Trait]) -> str:
    """Return all that decides what a trait is, the traits that it reads included."""
    if not isinstance(trait, DerivedTrait):
        return repr(trait)
    read = references(trait.expression)
    return ";".join([_named(trait), *(_meaning(each, everything) for each in everything if each.key in read)])


def _print(segment: Segment, meanings: Mapping[str, str]) -> str:
    read = sorted(references(segment.where))
    parts = (segment.key, spelled(segment.where), *(meanings.get(name, name) for name in read))
    return f"{stable_hash(*parts):016x}"


def _named(trait: DerivedTrait) -> str:
    return f"{trait.key}={spelled(trait.expression)}"
