"""Run a real Tenure in a folder of its own for the length of a measurement."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import msgspec


@dataclass(frozen=True, slots=True)
class House:
    """A served Tenure and its keys."""

    home: Path
    url: str
    keys: Mapping[str, str]

    def api(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401 - JSON of many shapes
        """Call the management API; an error ends the measurement."""
        headers = {"Authorization": f"Bearer {self.keys['api_key']}", "Content-Type": "application/json"}
        answer = httpx.request(
            method, f"{self.url}/api/v1{path}", content=msgspec.json.encode(body), headers=headers, timeout=30
        )
        if answer.is_error:
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text}")
        return answer.json()


def tenure(*arguments: str) -> list[str]:
    """Return the command line of a Tenure command."""
    return [sys.executable, "-m", "tenure", *arguments]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def new_home(**environment: str) -> Iterator[tuple[Path, dict[str, str], dict[str, str]]]:
    """Have an initialised home with a test workspace that sends: its folder, keys and environment."""
    with tempfile.TemporaryDirectory(prefix="tenure-bench-", dir=Path.cwd()) as folder:
        home = Path(folder) / "home"
        own = os.environ | environment | {"TENURE_HOME": str(home)}
        yield home, initialized(own), own


def initialized(environment: Mapping[str, str]) -> dict[str, str]:
    """Initialize the home that an environment names, with a test workspace that sends; return its keys."""
    options = ("--test", "--deliver", "smtp", "--email", "bench@example.com", "--password", "bench bench", "--json")
    made = subprocess.run(  # noqa: S603 - our own command
        tenure("init", "--workspace", "Bench", *options), env=environment, check=True, capture_output=True, text=True
    )
    keys: dict[str, str] = json.loads(made.stdout)
    return keys


@contextmanager
def served(log: int | None = None, **environment: str) -> Iterator[House]:
    """Have a served Tenure with a test workspace that sends; `log` is the descriptor that its log goes to."""
    port = free_port()
    with new_home(**environment) as (home, keys, own):
        process = subprocess.Popen(  # noqa: S603 - our own command
            tenure("serve", "--port", str(port)), env=own, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            assert process.stdout is not None  # noqa: S101 - it was piped
            if not process.stdout.readline():
                raise RuntimeError("Tenure did not start; its lines above say why.")
            yield House(home, f"http://127.0.0.1:{port}", keys)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
