"""Play Tenure's part towards the demo: answer its calls and remember what it said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec

from tenure.demo.client import Tenure


@dataclass(slots=True)
class Stage:
    """A Tenure of the demo's, seen from behind: its clock, and every call in order."""

    now: datetime
    rate: float = 0.0
    newest: tuple[str | None, ...] = ()
    sent: tuple[dict[str, str], ...] = ()
    troubles: list[int] = field(default_factory=list)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    headers: list[httpx.Headers] = field(default_factory=list)

    def tenure(self) -> Tenure:
        """Return the demo's side of it."""
        client = httpx.Client(transport=httpx.MockTransport(self._answer), base_url="http://tenure.test")
        return Tenure(tracking=client, management=client, write_key="tn_write_1", api_key="tn_test_1")

    def events(self) -> list[dict[str, Any]]:
        """Return the events that were posted."""
        return [event for what, body in self.calls if what == "POST /v1/batch" for event in body["batch"]]

    def said(self, what: str) -> list[Any]:
        """Return the bodies of one kind of call."""
        return [body for call, body in self.calls if call == what]

    def order(self, wanted: Iterable[str]) -> list[str]:
        """Return the calls of some kinds in order."""
        return [what for what, _ in self.calls if what in wanted]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        what = f"{request.method} {request.url.path}"
        self.headers.append(request.headers)
        is_json = request.content and "yaml" not in request.headers.get("content-type", "")
        body = msgspec.json.decode(request.content) if is_json else request.content.decode()
        if self.troubles and (trouble := self.troubles.pop(0)):
            return httpx.Response(trouble, json={"code": "trouble", "message": "not now"})
        self.calls.append((what, body))
        return httpx.Response(201 if what == "POST /api/v1/journeys" else 200, json=self._said(what, body))

    def _said(self, what: str, body: Any) -> dict[str, Any]:
        match what:
            case "GET /api/v1/clock":
                return {"now": self.now.isoformat(), "rate": self.rate, "kind": "test"}
            case "POST /api/v1/clock/advance":
                self.now += timedelta(seconds=body["seconds"])
                return {"now": self.now.isoformat(), "flushes": 1}
            case "POST /api/v1/journeys":
                return {"key": "welcome", "version": 1}
            case "GET /api/v1/customers":
                return {"items": [{"user_id": user_id} for user_id in self.newest]}
            case "GET /api/v1/messages":
                return {"items": self.sent, "next_cursor": None}
        return {"success": True, "problems": []}
