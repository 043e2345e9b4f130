"""Run the parts of a house in the process of a test."""

from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.test import Client

from tenure.customers.queries import customer as customer_named
from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.opening import open_inbox
from tenure.events.services.consume import Consumer
from tenure.journeys.queries import enrollments
from tenure.journeys.rules.views import Enrollment
from tenure.kernel import json
from tenure.messaging.catcher import Catcher
from tenure.messaging.queries import message, messages
from tenure.messaging.rules.messages import Message
from tenure.messaging.senders import SenderBook
from tenure.platform.home import Home
from tenure.platform.queries import real_now, workspace
from tenure.platform.rules.audit import SYSTEM
from tenure.platform.services import advances
from tenure.platform.services.create_workspace import create_workspace
from tenure.playbooks.files.applying import applied
from tenure.playbooks.files.planning import planned
from tenure.project.worker import Worker

NAME: Final = "Test house"
SOURCE: Final = "test"
_EMAIL, _PASSWORD = "owner@example.com", "not a secret"


class Machine:
    """Hold a workspace, its worker, and a key to its API."""

    def __init__(self, home: Home, *, starts_at: datetime) -> None:
        """Make a workspace in a home."""
        new = create_workspace(
            NAME,
            kind="test",
            deliver="catcher",
            email=_EMAIL,
            password=_PASSWORD,
            starts_at=starts_at,
            now=real_now(),
        )
        self._id = new.workspace.id
        self._client = Client(headers={"Authorization": f"Bearer {new.api_key}"})
        self._held = ExitStack()
        self._inbox = self._held.enter_context(closing(open_inbox(home.path, None)))
        catcher = self._held.enter_context(Catcher())
        senders = SenderBook(smtp_url=None, catcher_port=catcher.port, from_address="hello@example.com")
        self._worker = Worker(Consumer(self._inbox), self._held.enter_context(closing(senders)))

    def close(self) -> None:
        """Stop everything."""
        self._held.close()

    def now(self) -> datetime:
        """Return what the clock shows."""
        return workspace(self._id).clock.at(real_now())

    def take(self, body: bytes) -> None:
        """Take events in, and let happen what follows at once."""
        received_at = int(real_now().timestamp() * 1e6)
        self._inbox.append([InboxRow(self._id, SOURCE, is_browser=False, received_at=received_at, body=body)])
        self._worker.settle()

    def advance(self, by: timedelta) -> None:
        """Move the clock through everything that falls due."""
        trip = advances.set_out(self._id, by=by, actor=SYSTEM, now=real_now())
        while not advances.has_arrived(trip):
            self._worker.advance_clocks()
        self._worker.settle()

    def apply(self, folder: Path) -> list[str]:
        """Apply a folder of definitions; return what is wrong with them."""
        plan = planned(self._id, folder, prune=False)
        done = applied(self._id, plan, folder, actor=SYSTEM, now=self.now())
        self._worker.settle()
        return [each.sentence() for each in done.problems]

    def call(self, method: str, path: str, body: object) -> tuple[int, Any]:
        """Call the API, and let happen what follows at once."""
        told = "" if body is None else json.encode_text(body)
        found = self._client.generic(method, f"/api/v1{path}", told, content_type="application/json")
        self._worker.settle()
        return found.status_code, found.json() if found.content else None

    def messages(self, customer: str, *, limit: int) -> list[Message]:
        """Return messages to a customer, oldest first."""
        return messages(self._id, customer_id=self._customer(customer), limit=limit)[::-1]

    def said(self, sent: Message) -> tuple[str, str]:
        """Return the subject and the text of a message."""
        read = message(self._id, sent.public_id).mail
        return read.subject, read.text

    def enrollments(self, customer: str, *, limit: int) -> list[Enrollment]:
        """Return a customer's enrollments, oldest first."""
        return enrollments(self._id, self._customer(customer), limit=limit)[::-1]

    def _customer(self, name: str) -> int:
        return customer_named(self._id, name).id
