"""Find the channels: a folder here is enough."""

import pkgutil
from functools import cache
from importlib import import_module

from tenure.messaging import channels


@cache
def channel_kinds() -> frozenset[str]:
    """Return the kind of every channel."""
    return frozenset(module.name for module in pkgutil.iter_modules(channels.__path__) if module.ispkg)


@cache
def paid_kinds() -> frozenset[str]:
    """Return the channels where a repeat costs money, so that an unknown result is left unknown."""
    return frozenset(kind for kind in channel_kinds() if import_module(f"{channels.__name__}.{kind}.channel").IS_PAID)
