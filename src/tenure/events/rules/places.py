"""Spell the place of a row in its stream, for cursors."""

import re

from tenure.kernel.errors import BadInput

Place = tuple[int, int]  # seq and position

_PLACE = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


def place_text(place: Place) -> str:
    """Return a place as a cursor that a caller hands back."""
    return f"{place[0]}-{place[1]}"


def place(text: str) -> Place:
    """Return the place that a cursor names; BadInput when it is none."""
    found = _PLACE.fullmatch(text)
    if found is None:
        raise BadInput("The cursor is not one that Tenure gave out; begin without one.", field="cursor")
    return int(found[1]), int(found[2])
