"""List the names of built-in events, which are reserved."""

from typing import Final

from tenure.events.rules.vocabulary import (
    alerts,
    consents,
    content,
    customers,
    groups,
    invoices,
    journeys,
    messages,
    subscriptions,
)

# Written out, because rules do not look at the disk; a test finds the module that is missing here.
MODULES: Final = (alerts, consents, content, customers, groups, invoices, journeys, messages, subscriptions)

DECLARATIONS: Final = {declared.name: declared for module in MODULES for declared in module.DECLARED}
RESERVED: Final = frozenset(DECLARATIONS)

# What a billing system outside Tenure may tell with a server key, where subscriptions come from events.
SERVER_MAY_SEND: Final = frozenset(
    declared.name for module in (invoices, subscriptions) for declared in module.DECLARED
)

# Where subscriptions come from in a workspace whose servers may tell of them.
FROM_EVENTS: Final = "events"


def names_of_others(*, is_browser: bool, subscriptions_from: str) -> frozenset[str]:
    """Return the reserved names that a sender may not use."""
    may_tell = not is_browser and subscriptions_from == FROM_EVENTS
    return RESERVED - SERVER_MAY_SEND if may_tell else RESERVED
