"""Describe an invariant that does not hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken promise: which check found it, and what it saw."""

    check: str
    detail: str
