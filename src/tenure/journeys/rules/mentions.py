"""Say which traits the conditions on events of a journey ask for."""

from collections.abc import Iterable

from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.names import read, split_names


def traits_asked(journeys: Iterable[Journey]) -> frozenset[str]:
    """Return the traits that the conditions on entry, goal, exits and awaited events speak of."""
    return frozenset(
        name for journey in journeys for where in conditions(journey) for name in split_names(read(where)).customer
    )


def conditions(journey: Journey) -> list[str]:
    """Return the conditions on events of a journey."""
    goal = [journey.goal.where] if journey.goal else []
    exits, awaited = (each.where for each in journey.exits), (each.where for each in journey.listeners())
    return [where for where in (journey.entrance().where, *goal, *exits, *awaited) if where is not None]
