"""Describe the places that the sidebar and the palette lead to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Label(Protocol):
    """Text that may wait for the reader's language before it is spelled."""

    def __str__(self) -> str:
        """Spell the text."""
        ...


@dataclass(frozen=True, slots=True)
class Item:
    """One place in the console. `g` and then `key` goes there; `permission` says who sees it."""

    label: Label
    icon: str
    url_name: str
    order: int
    key: str
    permission: str


def ordered(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return items in the order of the sidebar; equal orders keep the order of the rooms."""
    return tuple(sorted(items, key=lambda item: item.order))
