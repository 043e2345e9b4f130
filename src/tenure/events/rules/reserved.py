"""List the names of built-in events, which are reserved."""

from typing import Final

from tenure.events.rules.vocabulary import consents, groups, invoices, journeys, messages, subscriptions

# Written out, because rules do not look at the disk; a test finds the module that is missing here.
MODULES: Final = (consents, groups, invoices, journeys, messages, subscriptions)

DECLARATIONS: Final = {declared.name: declared for module in MODULES for declared in module.DECLARED}
RESERVED: Final = frozenset(DECLARATIONS)

# What a billing system outside Tenure may tell with a server key, where subscriptions come from events.
SERVER_MAY_SEND: Final = frozenset(
    declared.name for module in (invoices, subscriptions) for declared in module.DECLARED
)
