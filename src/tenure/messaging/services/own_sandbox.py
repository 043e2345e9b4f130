"""Hold the sandbox of a process that answers calls."""

from functools import cache

from tenure.messaging.renderer.sandbox import Sandbox

__all__ = ["Sandbox", "sandbox"]


@cache
def sandbox() -> Sandbox:
    """Return this process's own."""
    return Sandbox()
