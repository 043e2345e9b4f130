"""Show what a move does to people in a journey, and who could not go on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tenure.console.rules.lines import StuckLine
from tenure.console.rules.people import Person
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.diff import fates
from tenure.journeys.rules.views import ENTRY_ID, Enrollment, Standing, enrollment_name


@dataclass(frozen=True, slots=True)
class FateLine:
    """What becomes of those who stand at a node; `place` is where they go when their step is gone."""

    node: str
    count: int
    stays: bool
    reads_changed: bool
    place: str


@dataclass(frozen=True, slots=True)
class VersionFates:
    """What becomes of those who are on one version."""

    number: int
    count: int
    lines: tuple[FateLine, ...]


def version_fates(
    others: Mapping[int, Journey], target: Journey, standing: Iterable[Standing], *, places: Mapping[str, str]
) -> tuple[VersionFates, ...]:
    """Return what a move to `target` does to those on other versions, newest first."""
    people: dict[int, dict[str, int]] = {number: {} for number in others}
    for each in standing:
        if each.version in people:
            people[each.version][each.node] = each.here_count
    known = {node.id for node in target.nodes}
    return tuple(
        VersionFates(
            number,
            sum(people[number].values()),
            tuple(
                FateLine(
                    each.node or ENTRY_ID,
                    each.people,
                    each.stays,
                    each.reads_changed,
                    places.get(each.node, each.node if each.node in known else ""),
                )
                for each in fates(journey, target, people[number])
            ),
        )
        for number, journey in sorted(others.items(), reverse=True)
    )


def stuck_lines(
    found: Iterable[Enrollment], whose: Mapping[int, int], people: Mapping[int, Person]
) -> tuple[StuckLine, ...]:
    """Return those who could not go on as a list shows them."""
    return tuple(
        StuckLine(
            enrollment_name(each.id),
            people.get(whose.get(each.id, 0)),
            each.node or ENTRY_ID,
            each.version,
            each.reason,
            each.enrolled_at,
        )
        for each in found
    )
