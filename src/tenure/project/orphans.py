"""Let no child outlive a supervisor that was killed: it would keep the port, and the worker's lead."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def stops_with_parent() -> Callable[[], None] | None:
    """Return what a child does before it runs its command; None where the system offers nothing of the kind."""
    if sys.platform != "linux":
        return None
    # Loaded here: between fork and exec a child should do as little as it can.
    system, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def ask_to_be_stopped() -> None:
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask_to_be_stopped
