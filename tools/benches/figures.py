"""Describe one measured figure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, beside the bar that it has to reach and what a peer publishes."""

    name: str
    value: float
    unit: str
    target: str
    peer: str = ""
    note: str = ""
