"""Count what the overview shows. The page and the API read the same values under the same names."""

from dataclasses import dataclass
from datetime import date

from tenure.journeys.rules.views import Graph


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day of the workspace."""

    day: date
    customer_event_count: int
    own_event_count: int
    active_customer_count: int
    entered_count: int
    sent_count: int


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in the last seven days, today included. A customer active on two days counts once."""

    active_customer_count: int
    event_count: int
    entered_count: int
    sent_count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Every number of the overview; journeys newest first, active ones before others."""

    customers: int
    events: int
    in_journeys: int
    mails_sent: int
    week: Week
    days: tuple[Day, ...]
    message_counts: dict[str, int]
    journeys: tuple[Graph, ...]
