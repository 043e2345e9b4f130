"""Describe views of a list that people saved."""

from dataclasses import dataclass
from typing import Final

from tenure.console.rules.customer_filters import CustomerFilter
from tenure.kernel.errors import BadInput

LONGEST_NAME: Final = 60
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter under a name that everybody in the workspace sees; only who saved it may delete it."""

    id: int
    name: str
    wanted: CustomerFilter
    user_id: int


def view_name(text: str) -> str:
    """Return a name that a view may have; BadInput when it may not."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise BadInput(f"Give the view a name of at most {LONGEST_NAME} characters.", field="name")
    return name


def kept_filter(wanted: CustomerFilter) -> CustomerFilter:
    """Return what of a filter a view keeps; BadInput when that is nothing."""
    if not wanted.is_lasting:
        raise BadInput("Narrow the list by segment, stage, tag or account first.", field="filter")
    return wanted.kept()
