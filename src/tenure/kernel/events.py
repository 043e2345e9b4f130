"""Carry one dated fact from the room that caused it to the stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tenure.kernel.json import Json


@dataclass(frozen=True, slots=True)
class Event:
    """A fact Tenure itself records. `message_id` names it: the same id is the same fact."""

    name: str
    occurred_at: datetime
    properties: Mapping[str, Json]
    message_id: str
