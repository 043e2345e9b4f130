"""Describe an account, and keep the newest word on each of its traits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeGuard

from tenure.kernel.json import Json, JsonObject

_VALUE: Final = "value"
_AT: Final = "at"


@dataclass(frozen=True, slots=True)
class Account:
    """A company or team of customers. Its owner is the user who looks after it, by email address."""

    id: int
    key: str
    traits: JsonObject
    owner: str | None
    created_at: datetime

    @property
    def name(self) -> str | None:
        """Return what the account calls itself."""
        name = self.traits.get("name")
        return name if isinstance(name, str) else None


@dataclass(frozen=True, slots=True)
class Membership:
    """An account of a customer, and since when."""

    account: Account
    joined_at: datetime
    is_current: bool


def stated_traits(stated: Mapping[str, Json]) -> JsonObject:
    """Return the traits that are stated, without when it was said."""
    return {name: said[_VALUE] for name, said in stated.items() if _is_said(said)}


def newest(stated: Mapping[str, Json], said: Iterable[tuple[int, Mapping[str, Json]]]) -> JsonObject:
    """Return what is stated after some traits were said, each at a time in microseconds.

    The newest word on each trait holds, in whatever order it arrives. A trait said to be null is removed.
    """
    held: dict[str, Json] = dict(stated)
    for at, traits in said:
        for name, value in traits.items():
            before = held.get(name)
            if not _is_said(before) or _rank(at, value) >= _rank(before[_AT], before[_VALUE]):
                held[name] = {_VALUE: value, _AT: at}
    return held


def _is_said(said: Json) -> TypeGuard[Mapping[str, Json]]:
    return isinstance(said, Mapping) and _AT in said


def _rank(at: Json, value: Json) -> tuple[int, str]:
    # Of two words said at one instant the same one must hold in any order.
    return (at if isinstance(at, int) else 0, repr(value))
