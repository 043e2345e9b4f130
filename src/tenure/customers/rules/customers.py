"""Describe a customer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """One person, known by a user id, or by an anonymous id only."""

    id: int
    public_id: str
    user_id: str | None
    anonymous_id: str | None
    created_at: datetime
    first_source: str
