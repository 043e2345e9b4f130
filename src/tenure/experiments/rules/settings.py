"""How a workspace reads its experiments."""

from dataclasses import dataclass
from typing import Final, Literal

from tenure.experiments.rules.sequential import LOOKS
from tenure.kernel.errors import BadInput

Method = Literal["group_sequential", "always_valid"]
MAX_HOLDOUT: Final = 0.5
LEAST_CONFIDENCE: Final = 0.8
MOST_CONFIDENCE: Final = 0.999
MOST_LOOKS: Final = 366


@dataclass(frozen=True, slots=True)
class Settings:
    """Whom no journey may move, and how certain and how often readings are."""

    global_holdout: float = 0.05
    confidence: float = 0.95
    looks: int = LOOKS
    method: Method = "group_sequential"

    @property
    def alpha(self) -> float:
        """Return how often a difference may be told where there is none."""
        return 1 - self.confidence


def check(settings: Settings) -> None:
    """Raise BadInput for settings nobody could read by."""
    if not 0 <= settings.global_holdout <= MAX_HOLDOUT:
        raise BadInput(f"The global holdout must lie between 0 and {MAX_HOLDOUT}.", field="global_holdout")
    if not LEAST_CONFIDENCE <= settings.confidence <= MOST_CONFIDENCE:
        text = f"The confidence must lie between {LEAST_CONFIDENCE} and {MOST_CONFIDENCE}; 0.95 is usual."
        raise BadInput(text, field="confidence")
    if not 1 <= settings.looks <= MOST_LOOKS:
        raise BadInput(f"Plan between 1 and {MOST_LOOKS} daily looks; 28 are four weeks.", field="looks")
