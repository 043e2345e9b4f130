"""Say what every channel can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tenure.messaging.rules.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as a channel takes it: from whom, to whom, and the exact bytes."""

    from_address: str
    to_address: str
    raw: bytes


class Channel(Protocol):
    """A way to reach customers. Sending has no other effect than the outcomes it returns."""

    def is_ready(self) -> bool:
        """Return whether it makes sense to try now; a channel that met a wall rests a while."""
        ...

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Send messages side by side; return an outcome for each, in order, and never raise."""
        ...

    def close(self) -> None:
        """Give connections and threads back."""
        ...
