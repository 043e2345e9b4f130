"""Keep the home of the demo: make it once, remember its keys, serve it, stop it."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import msgspec

from tenure.kernel import json
from tenure.kernel.errors import Conflict, Unavailable
from tenure.platform.home import Home
from tenure.project.ports import refuse_taken

WORKSPACE, EMAIL = "Moveo", "demo@example.com"
FILE = "demo.json"
PATIENCE, DRAIN = 60.0, 45.0


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the demo knows of the home it made: its keys, its owner, and which company lives there."""

    workspace: str
    write_key: str
    api_key: str
    email: str
    password: str
    seed: str
    customers: int
    days: int
    starts_at: datetime


def remembered(home: Home) -> Credentials | None:
    """Return what an earlier start wrote down; Conflict when the home is somebody's own."""
    file = home.path / FILE
    if file.exists():
        return msgspec.json.decode(file.read_bytes(), type=Credentials)
    if home.state.exists():
        raise Conflict(f"{home.path} is a Tenure of your own. Choose another folder for the demo.", field="home")
    return None


def made(home: Home, *, seed: str, customers: int, starts_at: datetime, days: int) -> Credentials:
    """Make the home with a test workspace whose clock is frozen at `starts_at`, and write down its keys."""
    password = secrets.token_urlsafe(12)
    first_instant = starts_at.strftime("%Y-%m-%dT%H:%M:%S")
    initialized = subprocess.run(  # noqa: S603 - our own command
        [
            *_tenure("init", home),
            *("--workspace", WORKSPACE, "--test", "--starts-at", first_instant),
            *("--email", EMAIL, "--password", password, "--json"),
        ],
        stdout=subprocess.PIPE,
        check=False,
    )
    if initialized.returncode:
        raise Unavailable("The demo could not be set up; the lines above say why.")
    keys = json.decode_object(initialized.stdout)
    credentials = Credentials(
        workspace=WORKSPACE,
        write_key=str(keys["write_key"]),
        api_key=str(keys["api_key"]),
        email=EMAIL,
        password=password,
        seed=seed,
        customers=customers,
        days=days,
        starts_at=starts_at,
    )
    file = home.path / FILE
    file.touch(mode=0o600)
    file.write_bytes(json.encode(credentials))
    return credentials


@contextmanager
def served(home: Home, *, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Have the home served on a port, ready; it is stopped in order at the end."""
    refuse_taken(port)
    # In a session of its own: Ctrl-C stops the demo, and the demo stops what it started.
    serving = subprocess.Popen(  # noqa: S603 - our own command
        [*_tenure("serve", home), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"TENURE_LOG_LEVEL": os.environ.get("TENURE_LOG_LEVEL", "warning")},
        start_new_session=True,
    )
    try:
        _wait_until_ready(serving, port)
        yield serving
    finally:
        _stop(serving)


def _tenure(command: str, home: Home) -> list[str]:
    return [sys.executable, "-m", "tenure", command, "--home", str(home.path)]


def _wait_until_ready(serving: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while serving.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise Unavailable("Tenure did not start; the lines above say why.")


def _stop(serving: subprocess.Popen[bytes]) -> None:
    serving.terminate()
    try:
        serving.wait(DRAIN)
    except subprocess.TimeoutExpired:
        os.killpg(serving.pid, signal.SIGKILL)


def beginning(now: datetime, *, days: int) -> datetime:
    """Return the whole second at which a history of some days begins that ends now."""
    return now.replace(microsecond=0) - timedelta(days=days)
