"""Ask that a customer enter a journey."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from tenure.events.rules.vocabulary.journeys import journey_requested
from tenure.journeys import queries
from tenure.journeys.rules.entrances import ApiEntry
from tenure.kernel.errors import BadInput, Conflict
from tenure.kernel.json import Json, encode_text
from tenure.platform.services.record import record

MAX_KEY: Final = 80
MAX_DATA: Final = 16_000


def enroll_customer(
    workspace_id: int, journey: str, customer_id: int, *, key: str | None, data: Mapping[str, Json], now: datetime
) -> None:
    """Record the wish, which the worker grants as the journey's definition says; the same key asks only once.

    BadInput when customers enter the journey otherwise, Conflict while it takes nobody in.
    """
    state, version = queries.definition(workspace_id, journey)
    if not isinstance(version.journey.entry, ApiEntry):
        raise BadInput(f"Customers do not enter {journey!r} by API; give it the entry `api: true`.", field="key")
    if state != "active":
        raise Conflict(f"The journey {journey!r} is {state}; activate it first.", field="key")
    if key is not None and not (0 < len(key) <= MAX_KEY and key.isprintable()):
        raise BadInput(f"Give a key of 1 to {MAX_KEY} readable characters.", field="entry_key")
    told = encode_text(data)
    if len(told) > MAX_DATA:
        raise BadInput(f"The properties are longer than {MAX_DATA} characters; give less.", field="properties")
    request = f"{journey}:{customer_id}:{key if key is not None else now.isoformat()}"
    with transaction.atomic():
        event = journey_requested(request=request, journey=journey, key=key, data=told, at=now)
        record(event, workspace_id=workspace_id, customer_id=customer_id)
