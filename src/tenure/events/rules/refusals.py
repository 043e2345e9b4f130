"""State why something that a client sent cannot be stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A stable code, the field at fault if one is, and a sentence that says what to do."""

    code: str
    message: str
    field: str | None = None
