"""Say what a customer agreed to."""

from datetime import datetime

from tenure.events.rules.declarations import OPTIONAL_TEXT, TEXT, Declaration
from tenure.kernel.events import Event

CHANGED = Declaration(
    "consent_changed",
    "The customer granted or withdrew a consent.",
    {"channel": TEXT, "purpose": TEXT, "state": TEXT, "text_version": OPTIONAL_TEXT, "source": TEXT},
)

DECLARED = (CHANGED,)


def consent_changed(
    *, entry: str, channel: str, purpose: str, state: str, text_version: str | None, source: str, at: datetime
) -> Event:
    """Return the event that an entry was made in the consent ledger; `source` says where that was."""
    properties = {
        "channel": channel,
        "purpose": purpose,
        "state": state,
        "text_version": text_version,
        "source": source,
    }
    return CHANGED.event(entry, at=at, properties=properties)
