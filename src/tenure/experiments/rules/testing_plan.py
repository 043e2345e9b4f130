"""What a workspace means to test, in which order, and what was decided about what was tested."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

PlanState = Literal["planned", "running", "done", "dropped"]
Choice = Literal["rolled_out", "kept", "stopped", "repeated"]
STATES: Final[tuple[PlanState, ...]] = get_args(PlanState)
CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What somebody expects, and of which experiment; `result` is what was found, in their words."""

    text: str
    experiment: str = ""
    position: int = 0
    state: PlanState = "planned"
    result: str = ""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A hypothesis as it is kept."""

    id: int
    hypothesis: Hypothesis
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What was done about an experiment, by whom and why."""

    id: int
    experiment: str
    choice: Choice
    note: str
    actor: str
    at: datetime
