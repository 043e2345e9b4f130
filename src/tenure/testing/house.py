"""Be a whole Tenure in a folder, for a test: give it events, move its clock, look at what it sent."""

from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import zstandard

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.platform.rules.durations import duration
from tenure.project.lodging import lived_in

if TYPE_CHECKING:
    from tenure.journeys.rules.views import Enrollment
    from tenure.messaging.rules.messages import Message

STARTS_AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
LIMIT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went out: when, over which channel, made from which template, and what it says."""

    at: datetime
    channel: str
    template: str
    subject: str
    text: str


class House:
    """A Tenure with one test workspace on SQLite, whose clock stands still until it is moved.

    Use it as a context. In one process only one house is open at a time.
    """

    def __init__(self, path: Path | None = None, *, starts_at: datetime = STARTS_AT) -> None:
        """Be in a folder, or in one that goes away at the end; the clock first shows `starts_at`."""
        self._path, self._starts_at = path, starts_at
        self._held = ExitStack()
        self._numbers = count(1)

    def __enter__(self) -> Self:
        """Open the house."""
        path = self._path or Path(self._held.enter_context(TemporaryDirectory(prefix="tenure-house-")))
        home = self._held.enter_context(lived_in(path))
        from tenure.testing.machine import Machine  # noqa: PLC0415 - not before Django is there

        self._inside = Machine(home, starts_at=self._starts_at)
        self._held.enter_context(closing(self._inside))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the house."""
        self._held.close()

    @property
    def now(self) -> datetime:
        """Return what the clock shows."""
        return self._inside.now()

    def apply(self, folder: Path | str) -> None:
        """Take definitions from a folder, as `tenure apply` does; AssertionError tells what is wrong with them."""
        problems = self._inside.apply(Path(folder))
        if problems:
            raise AssertionError("\n".join(problems))

    def activate(self, journey: str) -> None:
        """Let customers enter the newest version of a journey."""
        self.api("POST", f"/journeys/{journey}/activate", {})

    def identify(self, customer: str, **traits: object) -> None:
        """State traits of a customer, named by user id."""
        self._tell("identify", customer, None, traits)

    def track(self, customer: str, event: str, **properties: object) -> None:
        """Tell that a customer did something; what follows at once has happened when this returns."""
        self._tell("track", customer, event, properties)

    def advance(self, by: str | timedelta) -> None:
        """Move the clock, such as by `3d` or `90m`, through everything that falls due."""
        self._inside.advance(duration(by) if isinstance(by, str) else by)

    def api(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - whatever the API answers
        """Call the management API, such as `PUT /templates/welcome`; AssertionError when it refuses."""
        status, answer = self._inside.call(method, path, body)
        if status >= 400:  # noqa: PLR2004 - HTTP says so
            raise AssertionError(f"{method} {path} was answered {status}: {json.encode_text(answer)}")
        return answer

    def messages(self, customer: str) -> "list[Message]":
        """Return every message to a customer, oldest first, also those that were refused or wait, with the reason."""
        return self._inside.messages(customer, limit=LIMIT)

    def sent(self, customer: str) -> list[Sent]:
        """Return the messages that went out to a customer, oldest first."""
        found = [each for each in self.messages(customer) if each.sent_at is not None]
        return [Sent(each.sent_at or self.now, each.channel, each.template, *self._inside.said(each)) for each in found]

    def enrollments(self, customer: str) -> "list[Enrollment]":
        """Return a customer's ways through journeys, oldest first."""
        return self._inside.enrollments(customer, limit=LIMIT)

    def node(self, customer: str, journey: str) -> str | None:
        """Return the node at which a customer waits in a journey; None for who is not in it."""
        found = [each for each in self.enrollments(customer) if each.journey == journey and each.state == "active"]
        return found[-1].node if found else None

    def _tell(self, kind: str, customer: str, name: str | None, properties: dict[str, object]) -> None:
        if not customer:
            raise BadInput("Name the customer by a user id.", field="customer")
        event = {
            "kind": kind,
            "message_id": f"told-{next(self._numbers)}",
            "name": name,
            "user_id": customer,
            "timestamp": None,
            "sent_at": None,
            "context": {},
            "properties": properties,
        }
        body = zstandard.compress(json.encode({"events": [event], "refused": []}))
        self._inside.take(body)
