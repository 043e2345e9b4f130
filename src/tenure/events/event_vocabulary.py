"""Hold what rooms record to the vocabulary."""

from tenure.events.rules.reserved import DECLARATIONS
from tenure.kernel.errors import UnknownEvent
from tenure.kernel.events import Event


def check(event: Event) -> None:
    """Raise UnknownEvent unless the event is declared and has the declared properties."""
    declared = DECLARATIONS.get(event.name)
    if declared is None:
        raise UnknownEvent(f"{event.name!r} is no built-in event; declare it in the vocabulary.", field="name")
    declared.check(event)
