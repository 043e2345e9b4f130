"""Hold the sandbox of a process that answers calls."""

from functools import cache

from tenure.messaging.renderer.sandbox import Sandbox


@cache
def sandbox() -> Sandbox:
    """Return this process's own."""
    return Sandbox()
