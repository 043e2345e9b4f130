"""Say what became of a message."""

from datetime import datetime

from tenure.events.rules.declarations import OPTIONAL_TEXT, TEXT, Declaration
from tenure.kernel.events import Event

_MESSAGE = {"message": TEXT, "channel": TEXT, "template": TEXT, "journey": OPTIONAL_TEXT}
_REASON = {**_MESSAGE, "reason": TEXT}

QUEUED = Declaration("message_queued", "A message waits to be sent.", _MESSAGE)
SENT = Declaration("message_sent", "The channel took the message.", _MESSAGE)
FAILED = Declaration("message_failed", "The channel will not take the message.", _REASON)
REFUSED = Declaration("message_refused", "The send gate refused the message.", _REASON)
DELIVERED = Declaration("message_delivered", "The message arrived.", _MESSAGE)
BOUNCED = Declaration("message_bounced", "The message came back.", _REASON)
OPENED = Declaration("message_opened", "The customer opened the message.", _MESSAGE)
CLICKED = Declaration("message_clicked", "The customer followed a link in the message.", {**_MESSAGE, "link": TEXT})

DECLARED = (QUEUED, SENT, FAILED, REFUSED, DELIVERED, BOUNCED, OPENED, CLICKED)


def message_queued(*, message: str, channel: str, template: str, journey: str | None, at: datetime) -> Event:
    """Return the event that a message waits to be sent."""
    return _event(QUEUED, message, at=at, channel=channel, template=template, journey=journey)


def message_sent(*, message: str, channel: str, template: str, journey: str | None, at: datetime) -> Event:
    """Return the event that a channel took a message."""
    return _event(SENT, message, at=at, channel=channel, template=template, journey=journey)


def message_failed(
    *, message: str, channel: str, template: str, journey: str | None, reason: str, at: datetime
) -> Event:
    """Return the event that a channel will not take a message."""
    return _event(FAILED, message, at=at, channel=channel, template=template, journey=journey, reason=reason)


def message_refused(
    *, message: str, channel: str, template: str, journey: str | None, reason: str, at: datetime
) -> Event:
    """Return the event that the send gate refused a message."""
    return _event(REFUSED, message, at=at, channel=channel, template=template, journey=journey, reason=reason)


def _event(declared: Declaration, message: str, *, at: datetime, **properties: str | None) -> Event:
    return declared.event(message, at=at, properties={"message": message, **properties})
