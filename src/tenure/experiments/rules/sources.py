"""What a room contributes as `experiment_sources.py`: what of it can be read as an experiment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

import polars as pl

Kind = Literal["holdout", "variant"]
GOAL: Final = "goal"


@dataclass(frozen=True, slots=True)
class Source:
    """Something that was drawn: its arms with their shares, and who met them.

    `outcomes` returns `unit` (what was drawn), `arm`, `entered_at`, and for each metric the instant `<metric>_at` at
    which it was reached, or null. Who was held out is in it like who was not. `since` is when the shares of today
    began; who came before is not read.
    """

    key: str
    name: str
    kind: Kind
    arms: Mapping[str, float]
    control: str
    since: datetime
    outcomes: Callable[[], pl.DataFrame]
    metrics: tuple[str, ...] = (GOAL,)  # the first is the primary one
    is_running: bool = True

    @property
    def treated(self) -> tuple[str, ...]:
        """Return the arms that are compared with the control."""
        return tuple(arm for arm, share in self.arms.items() if arm != self.control and share > 0)


class Sources(Protocol):
    """The module `experiment_sources` of a room."""

    def sources(self, workspace_id: int) -> Sequence[Source]:
        """Return everything of a workspace that can be read; cheap, as outcomes are only fetched when asked for."""
