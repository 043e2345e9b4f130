"""Find the channels: a folder here is enough."""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from tenure.kernel.errors import NotFound
from tenure.messaging import channels


@cache
def channel_kinds() -> frozenset[str]:
    """Return the kind of every channel."""
    return frozenset(module.name for module in pkgutil.iter_modules(channels.__path__) if module.ispkg)


@cache
def paid_kinds() -> frozenset[str]:
    """Return the channels where a repeat costs money, so that an unknown result is left unknown."""
    return frozenset(kind for kind in channel_kinds() if channel_of(kind).IS_PAID)


@cache
def settable_kinds() -> frozenset[str]:
    """Return the channels that each workspace sets up by itself."""
    return frozenset(kind for kind in channel_kinds() if channel_of(kind).SETTINGS is not None)


@cache
def team_kinds() -> frozenset[str]:
    """Return the channels that reach the team, whomever a message is about; no customer reads them."""
    return frozenset(kind for kind in channel_kinds() if getattr(channel_of(kind), "IS_FOR_TEAM", False))


@cache
def channel_of(kind: str) -> ModuleType:
    """Return the module of a channel (`protocol.ChannelKind`)."""
    if kind not in channel_kinds():
        known = ", ".join(sorted(channel_kinds()))
        raise NotFound(f"There is no channel {kind!r}; there are {known}.", field="kind")
    return import_module(f"{channels.__name__}.{kind}.channel")
