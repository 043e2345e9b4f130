"""Say what customers do with items of the content library."""

from datetime import datetime
from typing import Final, Literal

from tenure.events.rules.declarations import TEXT, Declaration
from tenure.kernel.events import Event

Use = Literal["started", "finished", "downloaded"]

_CONTENT = {"content": TEXT, "kind": TEXT}

STARTED = Declaration("content_started", "The customer began to read, watch or hear an item.", _CONTENT)
FINISHED = Declaration("content_finished", "The customer came to the end of an item.", _CONTENT)
DOWNLOADED = Declaration("content_downloaded", "The customer downloaded an item.", _CONTENT)

DECLARED = (STARTED, FINISHED, DOWNLOADED)
_OF_USE: Final[dict[Use, Declaration]] = {"started": STARTED, "finished": FINISHED, "downloaded": DOWNLOADED}


def content_used(use: Use, *, content: str, kind: str, fact: str, at: datetime) -> Event:
    """Return the event that a customer used an item; `fact` tells one time from another."""
    return _OF_USE[use].event(fact, at=at, properties={"content": content, "kind": kind})
