"""What is true of Moveo, planted on purpose: a test of models and readings is whether they find it again.

Rates are a day's unless said otherwise. Kinds of customers are known to nobody but this file: no event tells them.

- **Onboarding stalls.** Who joined trains for the first time with `start_rate`, less each day by `START_DECAY`; few
  begin after the second week.
- **Usage fades.** Who trains begins to fade with `fade_rate`, and then does each day `FADING` of what they did the day
  before. Some come back by themselves (`return_rate`).
- **Leaving has causes**, each with a rate of its own: see `CAUSES`. Price and cards matter when a period ends, silence
  after ten days without a visit; the others at any time.
- **Messages work on some.** A message adds to a rate for some days after it was sent: see `REACTIONS`, by kind of
  customer. On those who hardly need one it does nothing, and asking drifters about a break makes some leave.
- What calls people back also stops the fading of some who are not gone yet, at the same rate.
- **Seasons.** Much is done in January, little in summer and on Sundays.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

# What a message can move: the first workout, coming back, a feature, a new subscription, leaving.
Purpose = Literal["start", "come_back", "explore", "subscribe", "leave"]
PURPOSES: Final[tuple[Purpose, ...]] = ("start", "come_back", "explore", "subscribe", "leave")


@dataclass(frozen=True, slots=True)
class CustomerKind:
    """How customers of a kind begin, train, fade and come back; how many of all are of it."""

    share: float
    workouts_a_week: float
    start_rate: float
    fade_rate: float
    return_rate: float


KINDS: Final[dict[str, CustomerKind]] = {
    "beginner": CustomerKind(share=0.35, workouts_a_week=2.0, start_rate=0.16, fade_rate=0.020, return_rate=0.010),
    "regular": CustomerKind(share=0.35, workouts_a_week=3.5, start_rate=0.40, fade_rate=0.008, return_rate=0.020),
    "athlete": CustomerKind(share=0.15, workouts_a_week=6.0, start_rate=0.70, fade_rate=0.003, return_rate=0.040),
    "drifter": CustomerKind(share=0.15, workouts_a_week=1.5, start_rate=0.25, fade_rate=0.045, return_rate=0.006),
}
START_DECAY: Final = 0.86
FADING: Final = 0.80
# Who does less than this share of their habit comes no more.
GONE: Final = 0.03
# What a customer does again who came back, as a share of their habit.
COME_BACK_LEVEL: Final = 0.8

# By cause, what the rate is for those whom it can reach.
CAUSES: Final[dict[str, float]] = {
    "price": 0.05,  # when a period ends
    "payment_failed": 0.4,  # of those whose card was refused, after `FAILED_DAYS`
    "not_using": 0.012,  # after `SILENT_DAYS` without a visit
    "missing_feature": 0.0006,
    "competitor": 0.0004,
    "bugs": 0.0003,
}
SILENT_DAYS: Final = 10
PERIOD_DAYS: Final = 30
CARD_REFUSED_RATE: Final = 0.05  # when a period ends
FAILED_DAYS: Final = 7
# A team pays together and looks at the price less often.
TEAM_PRICE_FACTOR: Final = 0.25
# Who left subscribes again, and who uses the free plan subscribes, without any message.
RESUBSCRIBE_RATE: Final = 0.002
UPGRADE_RATE: Final = 0.004


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a message adds to a rate, by kind of customer, and for how many days."""

    purpose: Purpose
    days: int
    beginner: float
    regular: float
    athlete: float = 0.0
    drifter: float = 0.0

    def lift(self, kind: str) -> float:
        """Return what it adds for a kind of customer."""
        return float(getattr(self, kind))


REACTIONS: Final[dict[str, Reaction]] = {
    "onboarding_value": Reaction("start", 4, beginner=0.10, regular=0.06, drifter=0.02),
    "onboarding_how": Reaction("start", 4, beginner=0.14, regular=0.05, drifter=0.02),
    "first_class": Reaction("start", 3, beginner=0.06, regular=0.04),
    "inactivity_news": Reaction("come_back", 4, beginner=0.05, regular=0.08, drifter=0.01),
    "inactivity_help": Reaction("come_back", 4, beginner=0.10, regular=0.04, drifter=0.01),
    "come_back": Reaction("come_back", 2, beginner=0.05, regular=0.05, drifter=0.02),
    "inactivity_benefit": Reaction("come_back", 5, beginner=0.08, regular=0.06, drifter=0.06),
    "inactivity_break": Reaction("leave", 5, beginner=0.0, regular=0.0, drifter=0.03),
    "unused_feature": Reaction("explore", 5, beginner=0.04, regular=0.10, athlete=0.05),
    "after_cancel_come_back": Reaction("subscribe", 5, beginner=0.010, regular=0.020),
    "after_cancel_offer": Reaction("subscribe", 7, beginner=0.020, regular=0.030, drifter=0.015),
}

# By month, and by weekday from Monday, how much is done of what is usual.
_MONTHS: Final = (1.25, 1.15, 1.05, 1.0, 1.0, 0.9, 0.82, 0.82, 1.05, 1.05, 1.0, 0.85)
_WEEKDAYS: Final = (1.10, 1.08, 1.05, 1.02, 0.95, 0.95, 0.85)


def season(on: date) -> float:
    """Return how much is done on a day of what is usual."""
    return _MONTHS[on.month - 1] * _WEEKDAYS[on.weekday()]
