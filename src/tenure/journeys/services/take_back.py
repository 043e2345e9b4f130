"""Take back what runs asked for."""

from collections.abc import Sequence
from datetime import datetime

from tenure.messaging.services.cancel_messages import cancel_messages
from tenure.platform.services.effects import cancel_effects


def take_back(workspace_id: int, runs: Sequence[int], *, reason: str, now: datetime) -> None:
    """Cancel what runs asked for and what has not left, in the caller's transaction: acts first, then messages."""
    cancel_effects(workspace_id, [f"enrollment:{run}" for run in runs])
    cancel_messages(workspace_id, runs, reason=reason, now=now)
