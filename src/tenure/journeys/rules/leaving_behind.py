"""Say who stands where the newest version of a journey has no node."""

from collections.abc import Iterable

from tenure.journeys.rules.definition import ENTRY, Journey
from tenure.journeys.rules.views import Standing


def left_behind(standing: Iterable[Standing], newest: Journey) -> list[Standing]:
    """Return who stands at nodes that the newest version has not: they finish on their version."""
    known = {ENTRY, *(node.id for node in newest.expanded().nodes)}
    return [each for each in standing if each.node not in known]
