"""Have a whole Tenure in the test's own process: API, worker, clock; only the front and what it checks are left out."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import zstandard
from django.core.wsgi import get_wsgi_application

from tenure.events.inbox.base import Inbox, InboxRow
from tenure.kernel import json
from tenure.messaging.models import CaughtRow
from tenure.platform.home import Home
from tenure.platform.queries import aimed_clocks, workspace
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.clock import aim_clock
from tenure.platform.services.create_workspace import create_workspace
from tenure.project.worker import Worker
from tests.e2e.house import EMAIL, PASSWORD, House
from tests.support.commands import working
from tests.support.databases import Database


@dataclass(slots=True)
class Inside:
    """One test workspace, its worker, and the API."""

    workspace_id: int
    house: House
    worker: Worker
    inbox: Inbox
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def workspace(self) -> Workspace:
        """Return the workspace as it is now."""
        return workspace(self.workspace_id)

    def api(self, method: str, path: str, **request: Any) -> Any:
        """Return what the management API answers, which must be yes."""
        answer = self.house.api(method, path, **request)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def templates(self, message_class: str, *keys: str, **more: str) -> None:
        """Write small templates."""
        for key in keys:
            told = {"channel": "email", "class": message_class, "locale": "en", "subject": key, "liquid": "<p>Hi</p>"}
            self.api("PUT", f"/templates/{key}", json={**told, **more})

    def journey(self, text: str) -> None:
        """Save a journey, and activate it for newcomers."""
        key = self.api("POST", "/journeys", content=text.encode(), headers={"content-type": "text/yaml"})["key"]
        self.api("POST", f"/journeys/{key}/activate", json={})

    def tell(self, *events: Mapping[str, Any]) -> None:
        """Put events into the inbox as the front does, and let the worker do all that follows now."""
        self.store(events)
        self.worker.settle()

    def store(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Put events into the inbox as the front does."""
        told = [{"message_id": f"m{next(self._numbers)}", **event} for event in events]
        body = zstandard.compress(json.encode({"events": told, "refused": []}))
        at = int(self.workspace.clock.workspace_at.timestamp() * 1e6)
        self.inbox.append([InboxRow(self.workspace_id, "website", is_browser=False, received_at=at, body=body)])

    def until(self, instant: datetime) -> None:
        """Bring the clock forward, stopping wherever something is due."""
        aim_clock(self.workspace_id, target=instant, actor="system")
        while aimed_clocks():
            self.worker.advance_clocks()

    def caught(self) -> list[tuple[str, datetime]]:
        """Return to whom mail went, and when."""
        rows = CaughtRow.objects.filter(workspace_id=self.workspace_id).order_by("id")
        return list(rows.values_list("to_address", "caught_at"))


def identify(user_id: str, **traits: object) -> dict[str, Any]:
    """Return who somebody is, with an address to write to."""
    return {"kind": "identify", "user_id": user_id, "properties": {"email": f"{user_id}@example.com", **traits}}


def track(user_id: str, name: str, **properties: object) -> dict[str, Any]:
    """Return what somebody did."""
    return {"kind": "track", "user_id": user_id, "name": name, "properties": properties}


@contextmanager
def inside(home: Home, database: Database, *, starts_at: datetime, name: str = "Acme") -> Iterator[Inside]:
    """Have a test workspace with a frozen clock, whose mail is caught."""
    who = {"email": EMAIL, "password": PASSWORD, "starts_at": starts_at, "now": starts_at}
    new = create_workspace(name, kind="test", deliver="catcher", **who)
    keys = {"write_key": new.write_key, "api_key": new.api_key}
    house = House(home.path, {}, keys, transport=httpx.WSGITransport(app=get_wsgi_application()))
    with working(home, database.url) as (worker, inbox):
        yield Inside(new.workspace.id, house, worker, inbox)
