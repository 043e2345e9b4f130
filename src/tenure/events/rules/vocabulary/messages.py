"""Say what became of a message."""

from collections.abc import Mapping
from datetime import datetime

from tenure.events.rules.declarations import BOOLEAN, OPTIONAL_TEXT, TEXT, Declaration
from tenure.kernel.events import Event

# With whose run, at which node and in which arm: journeys wait for the fate of their own messages.
_MESSAGE = {
    "message": TEXT,
    "channel": TEXT,
    "template": TEXT,
    "journey": OPTIONAL_TEXT,
    "enrollment": OPTIONAL_TEXT,
    "node": OPTIONAL_TEXT,
    "arm": OPTIONAL_TEXT,
}
_REASON = {**_MESSAGE, "reason": TEXT}

QUEUED = Declaration("message_queued", "A message waits to be sent.", _MESSAGE)
SENT = Declaration("message_sent", "The channel took the message.", _MESSAGE)
FAILED = Declaration("message_failed", "The channel will not take the message.", _REASON)
REFUSED = Declaration(
    "message_refused", "The send gate refused the message, or it was taken back (`canceled:` and why).", _REASON
)
DELIVERED = Declaration("message_delivered", "The message arrived.", _MESSAGE)
BOUNCED = Declaration("message_bounced", "The message came back.", _REASON)
COMPLAINED = Declaration("message_complained", "The customer reported the message as spam.", _MESSAGE)
OPENED = Declaration(
    "message_opened",
    "The message was opened, by the customer or, with `machine`, by a program. Only of customers who agreed to it.",
    {**_MESSAGE, "machine": BOOLEAN},
)
CLICKED = Declaration("message_clicked", "The customer followed a link in the message.", {**_MESSAGE, "link": TEXT})

DECLARED = (QUEUED, SENT, FAILED, REFUSED, DELIVERED, BOUNCED, COMPLAINED, OPENED, CLICKED)

About = Mapping[str, str | None]


def message_sent(about: About, *, at: datetime) -> Event:
    """Return the event that a channel took a message; `about` says which message, whose and by which journey."""
    return _event(SENT, about, at=at)


def message_failed(about: About, *, reason: str, at: datetime) -> Event:
    """Return the event that a channel will not take a message."""
    return _event(FAILED, about, at=at, reason=reason)


def message_refused(about: About, *, reason: str, at: datetime) -> Event:
    """Return the event that the send gate refused a message, or that it was taken back."""
    return _event(REFUSED, about, at=at, reason=reason)


def message_delivered(about: About, *, at: datetime) -> Event:
    """Return the event that a message arrived."""
    return _event(DELIVERED, about, at=at)


def message_bounced(about: About, *, reason: str, at: datetime) -> Event:
    """Return the event that a message came back."""
    return _event(BOUNCED, about, at=at, reason=reason)


def message_complained(about: About, *, at: datetime) -> Event:
    """Return the event that a customer reported a message as spam."""
    return _event(COMPLAINED, about, at=at)


def message_opened(about: About, *, machine: bool, at: datetime) -> Event:
    """Return the event that a message was opened, once by people and once by machines."""
    key = f"{about['message']}:machine" if machine else str(about["message"])
    return OPENED.event(key, at=at, properties={**about, "machine": machine})


def message_clicked(about: About, *, link: str, link_id: int, at: datetime) -> Event:
    """Return the event that a link of a message was followed, once for each link."""
    return CLICKED.event(f"{about['message']}:{link_id}", at=at, properties={**about, "link": link})


def _event(declared: Declaration, about: About, *, at: datetime, **more: str) -> Event:
    return declared.event(str(about["message"]), at=at, properties={**about, **more})
