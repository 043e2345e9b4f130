"""Say who a customer is, what a team calls it, and to which account it belongs."""

from datetime import datetime

from tenure.events.rules.declarations import TEXT, Declaration
from tenure.kernel.events import Event

MERGED = Declaration(
    "customers_merged",
    "Another customer turned out to be this one; `from_customer` is the public id that was given up.",
    {"from_customer": TEXT},
)
TAGGED = Declaration("customer_tagged", "The customer was given a tag.", {"tag": TEXT})
UNTAGGED = Declaration("customer_untagged", "A tag was taken from the customer.", {"tag": TEXT})
JOINED = Declaration("account_joined", "The customer came into an account for the first time.", {"account": TEXT})

DECLARED = (MERGED, TAGGED, UNTAGGED, JOINED)


def customers_merged(*, from_customer: str, at: datetime) -> Event:
    """Return the event that another customer was merged into this one."""
    return MERGED.event(from_customer, at=at, properties={"from_customer": from_customer})


def customer_tagged(*, change: str, tag: str, at: datetime) -> Event:
    """Return the event that a customer was given a tag; `change` names the act."""
    return TAGGED.event(change, at=at, properties={"tag": tag})


def customer_untagged(*, change: str, tag: str, at: datetime) -> Event:
    """Return the event that a tag was taken from a customer; `change` names the act."""
    return UNTAGGED.event(change, at=at, properties={"tag": tag})
