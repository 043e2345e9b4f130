"""Say which field of the editor's panel a refusal is about."""

import re
from typing import Final

_NODE: Final = re.compile(r"nodes\[(\d+)\]\.?(.*)")
_ARM: Final = re.compile(r"variants\[(\d+)\]\.?(.*)")
_PLACE: Final = re.compile(r"\[(\d+)\]")
_SHARED: Final = ("name", "share")


def node_of(field: str) -> int | None:
    """Return which node a refused field is of, counted from 0; None when it is one of the journey itself."""
    found = _NODE.match(field)
    return int(found[1]) if found else None


def node_field(field: str, *, at: int, kind: str) -> str:
    """Return how the panel of a node calls a refused field; empty when it is none of its own."""
    found = _NODE.fullmatch(field)
    if found is None or int(found[1]) != at:
        return ""
    said = found[2]
    arm = _ARM.fullmatch(said)
    if arm is not None:
        # What is refused of an arm as a whole stands beside its name.
        own = (arm[2] or "name") if arm[2] in {"", *_SHARED} else f"set.{_dotted(arm[2])}"
        return f"variants.{arm[1]}.{own}"
    if said == "next":
        return "onward"
    head, _dot, rest = said.partition(".")
    return f"set.{_dotted(rest)}" if head == kind and rest else said


def journey_field(field: str, *, entry: str) -> str:
    """Return how the panel about the journey calls a refused field."""
    if field == "entry":
        return f"entry.{entry}.{entry}"
    if field.startswith("entry.") and entry != "date":
        return f"entry.{entry}.{field.removeprefix('entry.')}"
    return _dotted(field.removeprefix("reentry."))


def beside(message: str, field: str) -> str:
    """Return a refusal as it stands beside its field, which needs no name there."""
    said = message.removeprefix(field).lstrip(" :")
    return said[:1].upper() + said[1:]


def _dotted(field: str) -> str:
    return _PLACE.sub(r".\1", field)
