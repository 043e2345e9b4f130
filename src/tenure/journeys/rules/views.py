"""Describe what others see of journeys and of who is in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tenure.kernel.errors import BadInput
from tenure.ui.rules.navigation import Label

JourneyState = Literal["draft", "active", "paused"]
EnrollmentState = Literal["active", "completed", "exited", "held_out", "quarantined"]

MAX_DIGITS = 19  # an id has fewer
ENTRY_ID = "entry"  # of the box where a journey begins; no node may be called so


@dataclass(frozen=True, slots=True)
class JourneySummary:
    """A journey in a list. `version` is the one that customers enter, or the newest before it was activated."""

    key: str
    name: str
    state: JourneyState
    version: int
    entered: int
    active: int
    completed: int


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node with the number of arrivals and of customers who are there now."""

    id: str
    kind: str
    label: Label
    detail: str
    entered_count: int
    here_count: int


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """A way from one node to another."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """A journey as it is drawn; the first node, `entry`, is where it begins.

    `here_count` is that of all nodes, also of those that only older versions have.
    """

    key: str
    name: str
    state: JourneyState
    version: int
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    here_count: int

    @property
    def entered_count(self) -> int:
        """Return how many entered the journey."""
        return self.nodes[0].entered_count


@dataclass(frozen=True, slots=True)
class Enrollment:
    """One customer's way through a journey. `node` is None before the first one."""

    id: int
    journey: str
    name: str
    version: int
    state: EnrollmentState
    node: str | None
    enrolled_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    reason: str
    entry_key: str = ""
    arm: str = ""
    goal_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version in a list: when it was kept, whether customers enter it, and how many stand in it."""

    number: int
    created_at: datetime
    is_active: bool
    here_count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many stand at a node of a version; an empty node is the place before the first."""

    version: int
    node: str
    here_count: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A customer's arrival at a node or at the entry; `state` and `due_at` say how the whole way stands now."""

    enrollment_id: int
    visit: int
    customer_id: int
    state: EnrollmentState
    arrived_at: datetime
    due_at: datetime | None


def enrollment_name(enrollment_id: int) -> str:
    """Return the public id of an enrollment: enrollments are too many to mint a longer one for each."""
    return f"enr_{enrollment_id}"


def enrollment_id(name: str) -> int:
    """Return the id in a public id of an enrollment; BadInput when it is none."""
    number = name.removeprefix("enr_")
    if not (number.isascii() and number.isdigit() and len(number) < MAX_DIGITS):
        raise BadInput("The cursor is not one that this list gave; begin without one.", field="cursor")
    return int(number)
