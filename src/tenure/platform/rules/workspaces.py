"""Describe a workspace: one tenant, live or test."""

from dataclasses import dataclass
from typing import Literal

from tenure.kernel.clock import WorkspaceClock

Kind = Literal["live", "test"]
Delivery = Literal["catcher", "smtp"]


@dataclass(frozen=True, slots=True)
class Workspace:
    """One tenant. A live one keeps the world's time and sends for real."""

    id: int
    public_id: str
    name: str
    kind: Kind
    deliver: Delivery
    time_zone: str
    clock: WorkspaceClock

    @property
    def is_test(self) -> bool:
        """Return whether nothing here reaches real customers or moves real money."""
        return self.kind == "test"
