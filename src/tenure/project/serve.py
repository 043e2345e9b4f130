"""Start front, Django and worker, keep them alive, and stop them in order."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import structlog

from tenure.platform.home import Home
from tenure.project import booting
from tenure.project.orphans import stops_with_parent
from tenure.project.ports import wait_until_free
from tenure.project.stopping import Stopping

log = structlog.get_logger()
PATIENCE = 60.0
DRAIN = 15.0
# The children of a supervisor that was just killed need a moment to leave.
PORT_PATIENCE = 5.0
LONGEST_PAUSE = 10.0


@dataclass(slots=True)
class Process:
    """One child process and how often it had to be started again."""

    name: str
    command: list[str]
    # Where it listens; a child that was killed leaves the file behind, and the next one could not listen there.
    socket: Path | None = None
    running: subprocess.Popen[bytes] | None = None
    failures: int = 0
    retry_at: float = 0.0

    def start(self, environment: dict[str, str]) -> None:
        """Start the child in a session of its own, so that only we stop it; standard output is ours."""
        if self.socket is not None:
            self.socket.unlink(missing_ok=True)
        self.running = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=environment,
            stdout=sys.stderr,
            start_new_session=True,
            preexec_fn=stops_with_parent(),  # noqa: PLW1509 - the supervisor has no other threads
        )

    def stop(self, *, within: float) -> None:
        """Let the child finish what it is doing; kill it when that takes too long."""
        if self.running is None or self.running.poll() is not None:
            return
        self.running.send_signal(signal.SIGTERM)
        try:
            self.running.wait(within)
        except subprocess.TimeoutExpired:
            log.warning("process_killed", process=self.name)
            self.sweep()

    def sweep(self) -> None:
        """Kill what is left of the child's own children; they would keep its port."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)


@dataclass(slots=True)
class Supervisor:
    """The three processes of one Tenure."""

    home: Home
    host: str
    port: int
    base_url: str
    front_processes: int
    stopping: Stopping = field(default_factory=Stopping)
    processes: list[Process] = field(default_factory=list)

    def start(self) -> None:
        """Start all three; Django and the worker first, the front that lets people in last."""
        wait_until_free(self.port, host=self.host, patience=PORT_PATIENCE)
        booting.collect_static()
        self.home.run_dir.mkdir(mode=0o700, exist_ok=True)
        self.processes = [
            Process(
                "django",
                _granian(
                    "wsgi",
                    1,
                    "tenure.project.wsgi:application",
                    "--uds",
                    str(self._socket()),
                    "--blocking-threads",
                    "8",
                    "--backpressure",
                    "64",
                ),
                socket=self._socket(),
            ),
            Process("worker", [sys.executable, "-m", "tenure", "worker"]),
            Process(
                "front",
                _granian(
                    "asgi",
                    self.front_processes,
                    "tenure.project.front:app",
                    "--host",
                    self.host,
                    "--port",
                    str(self.port),
                ),
            ),
        ]
        for process in self.processes:
            process.start(self._environment())

    def watch(self) -> None:
        """Start again whoever dies, with a growing pause, until asked to stop."""
        while not self.stopping.rest(0.2):
            for process in self.processes:
                self._revive(process)

    def wait_until_ready(self) -> None:
        """Return when the front, Django and the state answer; TimeoutError after a minute."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not self.stopping.is_wished:
            try:
                if httpx.get(f"http://{self._reachable()}:{self.port}/readyz", timeout=2).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        if not self.stopping.is_wished:
            raise TimeoutError("Tenure did not become ready within a minute; the lines above say why.")

    def stop(self) -> None:
        """Stop taking requests, then finish the work, then the pages."""
        self.stopping.is_wished = True
        for process in reversed(self.processes):
            process.stop(within=DRAIN)
        self._socket().unlink(missing_ok=True)

    def _revive(self, process: Process) -> None:
        if process.running is None or process.running.poll() is None:
            return
        if not process.retry_at:
            process.sweep()
            process.failures += 1
            pause = min(LONGEST_PAUSE, 0.1 * 2**process.failures)
            process.retry_at = time.monotonic() + pause
            log.error("process_died", process=process.name, code=process.running.returncode, again_in=pause)
        elif time.monotonic() >= process.retry_at:
            process.retry_at = 0.0
            process.start(self._environment())

    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "TENURE_HOME": str(self.home.path),
            "TENURE_BASE_URL": self.base_url,
            "DJANGO_SETTINGS_MODULE": "tenure.project.settings",
        }

    def _socket(self) -> Path:
        return self.home.run_dir / "django.sock"

    def _reachable(self) -> str:
        return "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound


def _granian(interface: str, workers: int, target: str, *arguments: str) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", interface, "--workers", str(workers), "--no-ws"),
        *("--log-level", "error", "--workers-kill-timeout", "10s", *arguments, target),
    ]
