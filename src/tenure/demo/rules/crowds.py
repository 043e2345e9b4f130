"""Say what stays the same of all customers, in columns, and draw for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from tenure.demo.rules.draws import Fractions, Mask, Numbers, fractions
from tenure.demo.rules.people import PRICES, Person
from tenure.demo.rules.truths import KINDS, PURPOSES, REACTIONS, Purpose

KIND_NAMES: Final = tuple(KINDS)
NEVER: Final = -10_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """Customers by number, from 1 on: the place of their kind in KINDS, and on which day of the history they joined."""

    seed: str
    numbers: Numbers
    kind: Numbers
    joined: Numbers
    is_payer: Mask
    is_in_team: Mask

    def rate(self, name: str) -> Fractions:
        """Return a rate of each customer's kind."""
        found: Fractions = np.array([getattr(each, name) for each in KINDS.values()])[self.kind]
        return found

    def happens(self, what: str, rate: Fractions | float, *, day: int) -> Mask:
        """Return to whom something happens on a day that has a rate."""
        drawn: Mask = fractions(self.seed, what, self.numbers, day=day) < rate
        return drawn


@dataclass(frozen=True, slots=True)
class Reached:
    """A message that a customer got, on a day."""

    number: int
    template: str
    day: int


def crowd(seed: str, people: Sequence[Person], joined_at: Sequence[datetime], *, starts_at: datetime) -> Crowd:
    """Return people, who joined at some instants, in columns."""
    day = timedelta(days=1)
    return Crowd(
        seed=seed,
        numbers=np.arange(1, len(people) + 1),
        kind=np.array([KIND_NAMES.index(one.kind) for one in people]),
        joined=np.array([(at - starts_at) // day for at in joined_at]),
        is_payer=np.array([one.plan in PRICES for one in people]),
        is_in_team=np.array([one.team is not None for one in people]),
    )


def lifts(customers: Crowd, reached: Iterable[Reached], *, day: int) -> dict[Purpose, Fractions]:
    """Return what messages of the days before add to each customer's rates on a day."""
    found: dict[Purpose, Fractions] = {purpose: np.zeros(len(customers.numbers)) for purpose in PURPOSES}
    # Few messages work on a day.
    for each in reached:
        reaction = REACTIONS.get(each.template)
        if reaction is not None and 0 < day - each.day <= reaction.days:
            place = each.number - 1
            found[reaction.purpose][place] += reaction.lift(KIND_NAMES[customers.kind[place]])
    return found
