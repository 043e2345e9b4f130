"""Find what rooms contribute: a module of the agreed name in a room is enough."""

import pkgutil
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import tenure

# The order of the loop; a room that does not exist yet is passed over. `project` composes, it contributes nothing.
ROOMS = (
    "platform",
    "ui",
    "events",
    "customers",
    "signals",
    "experiments",
    "messaging",
    "journeys",
    "billing",
    "saves",
    "loyalty",
    "listening",
    "success",
    "insights",
    "integrations",
    "playbooks",
    "demo",
    "portal",
    "console",
)


@cache
def rooms() -> tuple[str, ...]:
    """Return the rooms that exist, in the order of the loop."""
    present = {module.name for module in pkgutil.iter_modules(tenure.__path__) if module.ispkg}
    return tuple(room for room in ROOMS if room in present)


@cache
def contributions(duty: str) -> tuple[ModuleType, ...]:
    """Return the module `tenure.<room>.<duty>` of every room that has one, in the order of the loop."""
    names = (f"tenure.{room}.{duty}" for room in rooms())
    return tuple(import_module(name) for name in names if find_spec(name))


@cache
def members(folder: str) -> tuple[ModuleType, ...]:
    """Return every module inside `tenure.<room>.<folder>`, rooms in order, modules by name."""
    found: list[ModuleType] = []
    for package in contributions(folder):
        modules = sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name)
        found += [import_module(f"{package.__name__}.{module.name}") for module in modules]
    return tuple(found)
