"""Run the real thing: make a home, serve it, kill it, and be the world around it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec
import psutil
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.support.fronts import free_port
from tests.support.surroundings import static_files, tables
from tests.support.templates import postgresql_database

T = TypeVar("T")

EMAIL, PASSWORD = "ada@example.com", "correct horse"
PATIENCE = 120.0

WELCOME = """
key: welcome
name: Welcome
entry: {event: signed_up}
reentry: never
holdout: 0
nodes:
  - id: hello
    send: {channel: email, template: welcome}
  - id: pause
    wait: {days: 3}
  - id: done
    end: {}
"""
TEMPLATE = {
    "channel": "email",
    "class": "service",
    "locale": "en",
    "subject": "Welcome, {{ customer.name }}",
    "liquid": "<p>Hello {{ customer.name }}, żółw 안녕, glad you are here.</p>",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it reached the sink."""

    to: str
    raw: bytes
    at: float

    @property
    def message_id(self) -> str:
        """Return its Message-ID."""
        return str(message_from_bytes(self.raw)["Message-ID"])


@dataclass(slots=True)
class Sink:
    """A real SMTP server of the world outside."""

    mails: list[Mail] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Return its address for `TENURE_SMTP_URL`."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take every mail."""
        raw = envelope.original_content or b""
        self.mails += [Mail(to, raw, time.monotonic()) for to in envelope.rcpt_tos]
        return "250 2.0.0 Taken"


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    """Have an SMTP server that takes every mail."""
    sink = Sink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@dataclass(slots=True)
class House:
    """A home, the environment of its processes, and, while it is served, its port."""

    home: Path
    environment: dict[str, str]
    keys: dict[str, str]
    port: int = 0
    serving: "subprocess.Popen[bytes] | None" = None
    # Set to call the API in this very process, without any server.
    transport: httpx.BaseTransport | None = None

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def api(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Call the management API."""
        headers = {"authorization": f"Bearer {self.keys['api_key']}"} | request.pop("headers", {})
        with httpx.Client(base_url=f"{self.url}/api/v1", transport=self.transport, timeout=PATIENCE) as client:
            return client.request(method, path, headers=headers, **request)

    def get(self, path: str) -> Any:
        """Return what the management API knows."""
        answer = self.api("GET", path)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()

    def post_batch(self, *events: dict[str, Any], **request: Any) -> httpx.Response:
        """Post events as clients do."""
        body = {"writeKey": self.keys["write_key"], "batch": list(events)}
        return httpx.post(f"{self.url}/v1/batch", json=body, timeout=request.pop("timeout", PATIENCE), **request)

    def process(self, name: str) -> psutil.Process:
        """Return one of the three processes: `django`, `worker` or `front`."""
        assert self.serving is not None
        mark = {"django": "tenure.project.wsgi:application", "worker": "worker", "front": "tenure.project.front:app"}[
            name
        ]
        children = psutil.Process(self.serving.pid).children()
        return next(child for child in children if child.cmdline()[-1] == mark)


def family(process: psutil.Process) -> list[psutil.Process]:
    """Return a process and all that it started."""
    return [process, *process.children(recursive=True)]


def furnish(house: House) -> None:
    """Put the template, post the journey, and let customers in."""
    stored = house.api("PUT", "/templates/welcome", json=TEMPLATE)
    assert stored.is_success, stored.text
    posted = house.api("POST", "/journeys", content=WELCOME.encode(), headers={"content-type": "text/yaml"})
    assert posted.status_code == httpx.codes.CREATED, posted.text
    activated = house.api("POST", "/journeys/welcome/activate", json={"include_existing": False})
    assert activated.is_success, activated.text


def initialized(home: Path, *options: str, environment: dict[str, str]) -> House:
    """Make a home by the command line; its tables on SQLite are a copy, as are its stylesheets and scripts."""
    home.mkdir(mode=0o700)
    shutil.copytree(static_files(), home / "static")
    if "TENURE_DATABASE_URL" not in environment:
        shutil.copyfile(tables(), home / "state.db")
    arguments = ("--workspace", "Acme", "--email", EMAIL, "--password", PASSWORD, "--json", *options)
    done = tenure("init", home, *arguments, environment=environment)
    assert done.returncode == 0, done.stderr
    return House(home, environment, msgspec.json.decode(done.stdout))


@contextmanager
def served(house: House, *, port: int | None = None) -> Iterator[House]:
    """Have a house served on a port, a free one when none is given, ready."""
    house.port = port or free_port()
    command = [*tenure_command("serve", house.home), "--port", str(house.port)]
    house.serving = subprocess.Popen(command, env=house.environment, start_new_session=True)
    try:
        until(lambda: _is_ready(house))
        yield house
    finally:
        stop(house.serving)
        house.serving = None


def tenure(
    command: str, home: Path, *arguments: str, environment: dict[str, str], timeout: float = PATIENCE
) -> "subprocess.CompletedProcess[str]":
    """Run a command of Tenure to its end."""
    return subprocess.run(
        [*tenure_command(command, home), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def tenure_command(command: str, home: Path) -> list[str]:
    """Return how a command of Tenure is called."""
    return [sys.executable, "-m", "tenure", command, "--home", str(home)]


def environment(*, database_url: str | None = None, smtp_url: str | None = None, **more: str) -> dict[str, str]:
    """Return the environment of a house's processes, without anybody's own settings."""
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(("TENURE_", "DJANGO_"))}
    own = {"TENURE_DATABASE_URL": database_url, "TENURE_SMTP_URL": smtp_url, "TENURE_LOG_LEVEL": "warning"}
    return foreign | {name: value for name, value in own.items() if value} | more


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop a served house as its owner would."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise


def until(found: Callable[[], T], *, within: float = PATIENCE, every: float = 0.02) -> T:
    """Return what is found as soon as it is true; AssertionError when it never is."""
    deadline = time.monotonic() + within
    while not (value := found()):
        assert time.monotonic() < deadline, f"not so within {within} s; last: {value!r}"
        time.sleep(every)
    return value


@contextmanager
def signed_in(house: House) -> Iterator[httpx.Client]:
    """Have a browser without its engine, signed in by the form that people use."""
    with httpx.Client(base_url=house.url, follow_redirects=True, timeout=PATIENCE) as client:
        client.get("/accounts/login/")
        form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["tenure_csrf"]}
        answer = client.post("/accounts/login/", data=form, headers={"referer": house.url})
        assert answer.url.path == "/", answer.text
        yield client


def signed_up(*names: str) -> list[dict[str, Any]]:
    """Return the events by which customers join."""
    return [event for name in names for event in _joining(name)]


def mails_of(sink: Sink, addresses: Sequence[str]) -> dict[str, list[Mail]]:
    """Return the mails of each address."""
    return {address: [mail for mail in sink.mails if mail.to == address] for address in addresses}


def _joining(name: str) -> list[dict[str, Any]]:
    traits = {"name": name.title(), "email": f"{name}@example.com", "tier": "gold"}
    return [
        {"type": "identify", "userId": name, "messageId": f"identify-{name}", "traits": traits},
        {"type": "track", "userId": name, "messageId": f"signed-up-{name}", "event": "signed_up", "properties": {}},
    ]


def _is_ready(house: House) -> bool:
    assert house.serving is not None
    assert house.serving.poll() is None, "the house went down"
    try:
        return httpx.get(f"{house.url}/readyz", timeout=10).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@contextmanager
def fresh_database(vendor: str, *, empty: bool = False) -> Iterator[str | None]:
    """Have a PostgreSQL database with every table unless it is to be empty, or None for SQLite in the home."""
    if vendor == "sqlite":
        yield None
        return
    with postgresql_database(empty=empty) as url:
        yield url
