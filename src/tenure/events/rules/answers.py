"""Word the answers of the tracking endpoint."""

from collections.abc import Sequence
from typing import Final

from tenure.events.rules.batches import Rejected
from tenure.events.rules.refusals import Refusal
from tenure.kernel import json
from tenure.kernel.json import Json

SUCCESS: Final = json.encode({"success": True})


def success(rejected: Sequence[Rejected]) -> bytes:
    """Return the answer to a request whose good events are stored, naming the others."""
    if not rejected:
        return SUCCESS
    return json.encode({"success": True, "rejected": [{"index": event.index} | _named(event) for event in rejected]})


def refusal(refused: Refusal | Rejected) -> bytes:
    """Return the answer to a request of which nothing is stored. Clients lose events without code and message."""
    return json.encode(_named(refused))


def _named(refused: Refusal | Rejected) -> dict[str, Json]:
    named: dict[str, Json] = {"code": refused.code, "message": refused.message}
    return named | {"field": refused.field} if refused.field else named
