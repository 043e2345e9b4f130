"""Say what saving definitions does to each of them."""

from dataclasses import dataclass
from typing import Literal

Act = Literal["create", "change", "remove", "keep"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is done with one definition, in lines, and what it means for people.

    `keep` is for what a folder lacks and cannot be removed, or is not to be, and for what is left as it is though it
    differs.
    """

    kind: str
    key: str
    act: Act
    lines: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
