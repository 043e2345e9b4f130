"""Describe an event that could not enter the stream."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refused event: its place in its request, the field at fault, the reason, and what was sent, masked."""

    id: int
    received_at: datetime
    source: str
    index: int
    code: str
    field: str | None
    message: str
    payload: str
    is_browser: bool
