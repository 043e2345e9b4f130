"""Live a day of training for all customers at once: who begins, comes, fades, and comes back."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from tenure.demo.rules.crowds import NEVER, Crowd
from tenure.demo.rules.draws import Fractions, Mask, Numbers
from tenure.demo.rules.truths import COME_BACK_LEVEL, FADING, GONE, START_DECAY, Purpose

# Of those who come, so many train, book a class, look at plans.
TRAINS: Final = 0.85
BOOKS: Final = 0.12
COMPARES: Final = 0.12
# Who has not begun looks in at first.
PEEKS: Final = 0.3
MOST: Final = 0.95


@dataclass(frozen=True, slots=True)
class Use:
    """How everybody uses Moveo at the end of a day; days are NEVER where there was none."""

    started: Numbers  # the day of the first workout
    level: Fractions  # what is done now, as a share of the habit
    is_fading: Mask
    last: Numbers  # the day of the last visit, or of joining
    workouts: Numbers

    @property
    def has_begun(self) -> Mask:
        """Return who has trained."""
        begun: Mask = self.started != NEVER
        return begun


@dataclass(frozen=True, slots=True)
class Visits:
    """What customers did on a day."""

    comes: Mask
    trains: Mask
    books: Mask
    compares: Mask
    returns: Mask


def unused(customers: Crowd) -> Use:
    """Return how it is before anybody joined."""
    count = len(customers.numbers)
    never, nobody = np.full(count, NEVER), np.zeros(count, dtype=np.bool_)
    return Use(never, np.zeros(count), nobody, never, np.zeros(count, dtype=np.int64))


def trained(
    use: Use, customers: Crowd, *, day: int, lifted: dict[Purpose, Fractions], season: float
) -> tuple[Use, Visits]:
    """Return how everybody uses Moveo after a day, and what they did on it."""
    is_here, days = customers.joined < day, np.clip(day - customers.joined, 0, None)
    begins = is_here & ~use.has_begun & customers.happens("begins", _start_rate(customers, days, lifted), day=day)
    is_away = use.has_begun & (use.level < GONE)
    returns = is_away & customers.happens("returns", customers.rate("return_rate") + lifted["come_back"], day=day)
    fades = use.has_begun & ~is_away & customers.happens("fades", customers.rate("fade_rate"), day=day)
    is_fading = (use.is_fading | fades) & ~returns
    # A message stops the fading of some before they are gone.
    is_fading &= ~customers.happens("holds", lifted["come_back"], day=day)
    level = np.where(begins, 1.0, np.where(returns, COME_BACK_LEVEL, use.level))
    level = np.where(is_fading, level * FADING, level)
    visits = _visits(customers, use, day=day, lifted=lifted, done=level * season, surely=begins | returns)
    trains = visits.trains | begins
    after = Use(
        started=np.where(begins, day, use.started),
        level=level,
        is_fading=is_fading,
        last=np.where(visits.comes | (customers.joined == day), day, use.last),
        workouts=use.workouts + trains,
    )
    return after, Visits(visits.comes, trains, visits.books, visits.compares, returns)


def _start_rate(customers: Crowd, days: Numbers, lifted: dict[Purpose, Fractions]) -> Fractions:
    rate: Fractions = customers.rate("start_rate") * START_DECAY**days + lifted["start"]
    return rate


def _visits(
    customers: Crowd, use: Use, *, day: int, lifted: dict[Purpose, Fractions], done: Fractions, surely: Mask
) -> Visits:
    has_begun, days = use.has_begun, np.clip(day - customers.joined, 0, None)
    habit = np.clip(customers.rate("workouts_a_week") / 7 * done, 0.0, MOST)
    is_here = customers.joined < day
    usual = np.where(has_begun, habit, PEEKS * START_DECAY**days)
    explores = is_here & has_begun & customers.happens("explores", lifted["explore"], day=day)
    comes = surely | explores | (is_here & customers.happens("comes", usual, day=day))
    return Visits(
        comes=comes,
        trains=comes & has_begun & customers.happens("trains", TRAINS, day=day),
        books=explores | (comes & customers.happens("books", BOOKS, day=day)),
        compares=comes & customers.happens("compares", COMPARES, day=day),
        returns=surely,
    )
