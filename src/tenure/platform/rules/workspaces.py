"""Describe a workspace: one tenant, live or test."""

from dataclasses import dataclass
from typing import Literal

from tenure.kernel.clock import WorkspaceClock

Kind = Literal["live", "test"]
Delivery = Literal["catcher", "smtp"]
# Who tells of subscriptions and invoices; of the others only `events` lets a server send them.
SubscriptionsFrom = Literal["events", "tenure", "stripe", "chargebee", "shopify"]


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
    subscriptions_from: SubscriptionsFrom = "events"

    @property
    def is_test(self) -> bool:
        """Return whether nothing here reaches real customers or moves real money."""
        return self.kind == "test"
