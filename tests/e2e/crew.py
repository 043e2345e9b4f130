"""Start, kill and replace the workers and the front of one home, without the server that would do it by itself."""

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from django.core.wsgi import get_wsgi_application

from tenure.platform.home import Home
from tenure.platform.services.create_workspace import create_workspace
from tests.e2e.house import EMAIL, PASSWORD, PATIENCE, House, environment, family, tenure_command, until
from tests.support.databases import Database
from tests.support.fronts import Front, running_front


@dataclass(slots=True)
class Hand:
    """A worker that runs, and where it writes its log."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def leads(self) -> bool:
        """Return whether it has begun to work."""
        return b"worker_leads" in self.log.read_bytes()

    @property
    def is_alive(self) -> bool:
        """Return whether it still runs."""
        return self.process.poll() is None

    def kill(self) -> bool:
        """Kill it as the kernel does when memory runs out, unless it is dead; return whether it was killed at all.

        What it started has to notice by itself.
        """
        self.process.kill()
        return self.process.wait(PATIENCE) == -signal.SIGKILL

    def wait_to_lead(self) -> "Hand":
        """Return as soon as it leads, or is dead already."""
        until(lambda: self.leads or not self.is_alive, within=PATIENCE)
        return self


@dataclass(slots=True)
class Crew:
    """The processes of a home."""

    house: House
    front: Front | None = None
    front_deaths: int = 0
    # After how many commits each front that is opened dies before it answers; those after them live.
    front_lives: list[int] = field(default_factory=list)
    _hands: list[Hand] = field(default_factory=list)
    _fronts: ExitStack = field(default_factory=ExitStack)

    def hire(self, **environment: str) -> Hand:
        """Start one more worker."""
        log = self.house.home.parent / f"worker-{len(self._hands)}.log"
        own = self.house.environment | {"TENURE_LOG_LEVEL": "info"} | environment
        with log.open("wb") as out:
            command = tenure_command("worker", self.house.home)
            process = subprocess.Popen(command, env=own, stdout=out, stderr=subprocess.STDOUT)
        self._hands.append(Hand(process, log))
        return self._hands[-1]

    def open_front(self) -> None:
        """Serve tracking, in the place of a front that may have served before."""
        self.close_front()
        url = self.house.environment.get("TENURE_DATABASE_URL")
        fate = {"TENURE_FAULT": f"inbox_committed:{self.front_lives.pop()}"} if self.front_lives else {}
        self.front = self._fronts.enter_context(running_front(Home(self.house.home), database_url=url, **fate))

    def close_front(self) -> None:
        """Kill the front."""
        if self.front is not None:
            with suppress(psutil.NoSuchProcess):
                for each in family(psutil.Process(self.front.process.pid)):
                    each.kill()
            self._fronts.close()
            self.front = None

    def post(self, events: Sequence[dict[str, Any]]) -> None:
        """Post a batch as clients do: until it is answered; a front that died is replaced."""
        assert self.front is not None
        while True:
            try:
                answer = self.front.post("/v1/batch", {"batch": events}, key=self.house.keys["write_key"])
            except httpx.TransportError:
                self.front_deaths += 1
                self.open_front()
            else:
                assert answer.status_code == httpx.codes.OK, answer.text
                return

    def furnish(self, journey: str, *templates: str) -> None:
        """Write small templates of service mail, and open a journey to newcomers."""
        for key in templates:
            body = {"channel": "email", "class": "service", "subject": key, "liquid": "<p>{{ customer.user_id }}</p>"}
            assert self.house.api("PUT", f"/templates/{key}", json=body).is_success
        posted = self.house.api("POST", "/journeys", content=journey.encode(), headers={"content-type": "text/yaml"})
        assert posted.status_code == httpx.codes.CREATED, posted.text
        activated = self.house.api("POST", f"/journeys/{posted.json()['key']}/activate", json={})
        assert activated.is_success, activated.text

    def close(self) -> None:
        """Leave nothing running."""
        self.close_front()
        for hand in self._hands:
            hand.kill()


@contextmanager
def crew_of(home: Home, database: Database, *, smtp_url: str, starts_at: datetime) -> Iterator[Crew]:
    """Have a home whose API answers in this process, and its other processes, ended in the end."""
    who = {"email": EMAIL, "password": PASSWORD, "starts_at": starts_at, "now": starts_at}
    new = create_workspace("Acme", kind="test", deliver="smtp", **who)
    house = House(
        home.path,
        environment(database_url=database.url, smtp_url=smtp_url),
        {"write_key": new.write_key, "api_key": new.api_key},
        transport=httpx.WSGITransport(app=get_wsgi_application()),
    )
    crew = Crew(house)
    try:
        yield crew
    finally:
        crew.close()
