"""Say where to start: which part of the loss is largest, and which playbook answers it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# Below so many endings (or customers) a share is chance.
ENOUGH: Final = 20
# One in so many is kept: plain arithmetic to show the order of size, not a promise.
ONE_IN: Final = 10


class Trouble(StrEnum):
    """Where customers are lost."""

    STALLED = "stalled"  # they never get to value
    EARLY = "early"  # they end within 30 days
    INVOLUNTARY = "involuntary"  # a payment fails
    FADING = "fading"  # they use it less and less
    CANCELED = "canceled"  # they left and nobody asks them back


@dataclass(frozen=True, slots=True)
class Sign:
    """One trouble: how many customers a month it is about, out of how many."""

    trouble: Trouble
    customers: int
    out_of: int

    @property
    def share(self) -> float | None:
        """Return the share that is concerned; None where too few are known to say."""
        return self.customers / self.out_of if self.out_of >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class Start:
    """Where to start: a playbook that answers a trouble, and how many a month would stay if one in ten did."""

    sign: Sign
    playbook: str
    would_stay: float


# From what share on a trouble is one, and what answers it.
ANSWERS: Final[dict[Trouble, tuple[float, str]]] = {
    Trouble.INVOLUNTARY: (0.2, "dunning"),
    Trouble.EARLY: (0.3, "onboarding"),
    Trouble.STALLED: (0.4, "onboarding"),
    Trouble.FADING: (0.15, "inactivity"),
    Trouble.CANCELED: (0.5, "after_cancel"),
}


def starts(signs: list[Sign], *, available: frozenset[str], running: frozenset[str]) -> list[Start]:
    """Return which playbooks to start, the one about most customers first; those that run are left out.

    Only what is `available` is recommended, each playbook once, for the trouble that is largest.
    """
    found: dict[str, Start] = {}
    for sign in sorted(signs, key=lambda sign: -sign.customers):
        least, playbook = ANSWERS[sign.trouble]
        is_trouble = sign.share is not None and sign.share >= least
        if is_trouble and playbook in available and playbook not in running:
            found.setdefault(playbook, Start(sign, playbook, sign.customers / ONE_IN))
    return list(found.values())
