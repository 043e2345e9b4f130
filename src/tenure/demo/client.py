"""Speak to Tenure as any client does: events with a tracking key, all else by the management API."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from tenure.kernel import json
from tenure.kernel.errors import Unavailable
from tenure.kernel.json import JsonObject

BATCH = 500
NEWEST = 100
CONSENTS = 1_000
PAGE = 500
PATIENCE = timedelta(seconds=30)
TRY_AGAIN = frozenset({429, 503})
# Moving the clock answers when all that fell due on the way is done.
TIMEOUT = 300.0


@dataclass(frozen=True, slots=True)
class Clock:
    """What a workspace's clock shows, and how fast it goes."""

    now: datetime
    rate: float


@dataclass(frozen=True, slots=True)
class Tenure:
    """One workspace of a Tenure, seen from outside."""

    tracking: httpx.Client
    management: httpx.Client
    write_key: str
    api_key: str

    def post_events(
        self, events: Sequence[JsonObject], *, by_server: bool = False, sent_at: datetime | None = None
    ) -> None:
        """Hand events over until they are durable; trying again is harmless, each has its own id."""
        key = self.api_key if by_server else self.write_key
        for start in range(0, len(events), BATCH):
            body: JsonObject = {"writeKey": key, "batch": events[start : start + BATCH]}
            if sent_at is not None:
                body["sentAt"] = sent_at.isoformat(timespec="milliseconds")
            self._post_patiently(json.encode(body))

    def put(self, path: str, body: JsonObject) -> None:
        """Keep something under its address, such as `traits/logins_7d`."""
        self._asked("PUT", f"/api/v1/{path}", json=body)

    def install(self, playbook: str, *, names: Mapping[str, str]) -> None:
        """Bring a playbook into the workspace, with names of one's own."""
        done = self._asked("POST", f"/api/v1/playbooks/{playbook}/install", json={"names": dict(names)})
        if done["problems"]:
            raise Unavailable(f"The playbook {playbook} could not be installed: {done['problems']}")

    def write_journey(self, yaml: str) -> None:
        """Store a journey as its next version."""
        headers = {"content-type": "text/yaml"}
        self._asked("POST", "/api/v1/journeys", content=yaml.encode(), headers=headers)

    def activate(self, journey: str) -> None:
        """Let new customers into a journey."""
        self._asked("POST", f"/api/v1/journeys/{journey}/activate", json={"include_existing": False})

    def import_consents(self, items: Sequence[JsonObject]) -> None:
        """Tell what customers agreed to as they joined."""
        for start in range(0, len(items), CONSENTS):
            body: JsonObject = {
                "source": "moveo",
                "text_version": "2026-01",
                "items": list(items[start : start + CONSENTS]),
            }
            self._asked("POST", "/api/v1/consents/import", json=body)

    def sent_messages(self, *, since: datetime) -> list[JsonObject]:
        """Return the messages that went out of those queued since an instant, newest first."""
        found: list[JsonObject] = []
        asked: dict[str, str | int] = {"state": "sent", "limit": PAGE}
        while True:
            page = self._asked("GET", "/api/v1/messages", params=asked)
            items: list[JsonObject] = page["items"]  # type: ignore[assignment]  # JSON
            lately = [each for each in items if datetime.fromisoformat(str(each["queued_at"])) >= since]
            found += lately
            if page["next_cursor"] is None or len(lately) < len(items):
                return found
            asked["cursor"] = str(page["next_cursor"])

    def clock(self) -> Clock:
        """Return the workspace's time."""
        shown = self._asked("GET", "/api/v1/clock")
        return Clock(datetime.fromisoformat(str(shown["now"])), float(str(shown["rate"])))

    def advance(self, by: timedelta) -> None:
        """Move the workspace's frozen clock; returns when all that fell due on the way is done."""
        if by > timedelta(0):
            self._asked("POST", "/api/v1/clock/advance", json={"seconds": by.total_seconds()})

    def run_clock(self, *, rate: float) -> None:
        """Let the workspace's clock run by itself."""
        self._asked("PUT", "/api/v1/clock", json={"rate": rate})

    def overview(self) -> JsonObject:
        """Return the numbers of the overview."""
        return self._asked("GET", "/api/v1/overview")

    def newest_user_ids(self) -> list[str]:
        """Return the user ids of those who came last, newest first."""
        newest = self._asked("GET", "/api/v1/customers", params={"limit": NEWEST})["items"]
        return [str(customer["user_id"]) for customer in newest]  # type: ignore[index, call-overload, union-attr]  # JSON

    def _post_patiently(self, body: bytes) -> None:
        deadline = time.monotonic() + PATIENCE.total_seconds()
        while True:
            try:
                answer = self.tracking.post("/v1/batch", content=body, headers={"content-type": "application/json"})
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in TRY_AGAIN:
                _checked(answer)
                return
            if time.monotonic() > deadline:
                raise Unavailable("Tenure does not take events; the lines above say why.")
            time.sleep(0.2)

    def _asked(self, method: str, path: str, **request: object) -> JsonObject:
        answer = self.management.request(method, path, **request)  # type: ignore[arg-type]  # httpx's own parameters
        return _checked(answer)


def connected(*, base_url: str, write_key: str, api_key: str) -> Tenure:
    """Return a workspace that is reached with these keys."""
    return Tenure(
        # The write key travels in the body, as Segment's client for Python sends it.
        tracking=httpx.Client(base_url=base_url, timeout=PATIENCE.total_seconds()),
        management=httpx.Client(base_url=base_url, headers={"authorization": f"Bearer {api_key}"}, timeout=TIMEOUT),
        write_key=write_key,
        api_key=api_key,
    )


def _checked(answer: httpx.Response) -> JsonObject:
    if answer.is_error:
        raise Unavailable(f"Tenure answered {answer.status_code} to {answer.request.url.path}: {answer.text[:500]}")
    return json.decode_object(answer.content)
