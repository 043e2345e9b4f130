"""Look at ports before they are listened on."""

import socket
import time

from tenure.kernel.errors import Conflict


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refuse_taken(port: int, *, host: str = "127.0.0.1") -> None:
    """Say so, and what to do, when somebody listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Conflict(f"Port {port} is taken; choose another with `--port`.", field="port") from None


def wait_until_free(port: int, *, host: str, patience: float) -> None:
    """Return when nobody listens on a port; refuse it when somebody still does after `patience` seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            refuse_taken(port, host=host)
        except Conflict:
            if time.monotonic() >= deadline:
                raise
        else:
            return
        time.sleep(0.1)
