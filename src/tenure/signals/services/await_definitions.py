"""Wait a moment for the worker to apply what was defined just now."""

import time
from typing import Final

from tenure.signals import queries

# Its next turn comes within a quarter of a second, unless a new trait makes it read much of the past.
PATIENCE: Final = 2.0
_PAUSE: Final = 0.05


def await_definitions(workspace_id: int, *, patience: float = PATIENCE) -> bool:
    """Return whether values follow the newest definitions, waiting up to `patience` seconds for it."""
    wanted = queries.plan_of(workspace_id).fingerprint
    until = time.monotonic() + patience
    while (is_late := queries.held(workspace_id).snapshot.plan != wanted) and time.monotonic() < until:
        time.sleep(_PAUSE)
    return not is_late
