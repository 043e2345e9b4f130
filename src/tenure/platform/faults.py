"""Name the places where a crash would hurt, so that tests can crash there.

`TENURE_FAULT=name` kills the process the first time it passes `fault("name")`; `name:3` the third
time. Unset, as in production, a fault point does nothing.
"""

import os
import signal

_wanted, _, _times = os.environ.get("TENURE_FAULT", "").partition(":")
_left = int(_times or 1)


def fault(name: str) -> None:
    """Die here when a test asked for it."""
    if name == _wanted:
        _count_down()


def _count_down() -> None:
    global _left  # noqa: PLW0603 - one counter per process is the point
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
