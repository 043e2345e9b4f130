"""Live a day of paying for all customers at once: who subscribes, renews, is refused, leaves, and why."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from tenure.demo.rules.crowds import NEVER, Crowd
from tenure.demo.rules.draws import Fractions, Mask, Numbers
from tenure.demo.rules.truths import (
    CARD_REFUSED_RATE,
    CAUSES,
    FAILED_DAYS,
    PERIOD_DAYS,
    RESUBSCRIBE_RATE,
    SILENT_DAYS,
    TEAM_PRICE_FACTOR,
    UPGRADE_RATE,
    Purpose,
)

CAUSE_NAMES: Final = tuple(CAUSES)
NO_CAUSE: Final = -1


@dataclass(frozen=True, slots=True)
class Money:
    """Who pays at the end of a day; days are NEVER where there was none."""

    since: Numbers  # the day on which the subscription began
    refused: Numbers  # the day on which the card was refused
    left: Numbers  # the day on which the subscription ended

    @property
    def is_live(self) -> Mask:
        """Return who has a subscription."""
        live: Mask = self.since != NEVER
        return live


@dataclass(frozen=True, slots=True)
class Payments:
    """What became of subscriptions on a day; `cause` is a place in CAUSES, NO_CAUSE for those who stay."""

    subscribes: Mask
    renews: Mask
    is_refused: Mask
    recovers: Mask
    cause: Numbers


def unpaid(customers: Crowd) -> Money:
    """Return how it is before anybody joined."""
    never = np.full(len(customers.numbers), NEVER)
    return Money(never, never, never)


def paid(
    money: Money, customers: Crowd, *, day: int, last_use: Numbers, lifted: dict[Purpose, Fractions]
) -> tuple[Money, Payments]:
    """Return who pays after a day, and what became of subscriptions on it."""
    live, is_owed = money.is_live, money.refused != NEVER
    is_due = live & ~is_owed & (day > money.since) & ((day - money.since) % PERIOD_DAYS == 0)
    is_refused = is_due & customers.happens("refused", CARD_REFUSED_RATE, day=day)
    is_over = is_owed & (day - money.refused >= FAILED_DAYS)
    cause = _cause(money, customers, day=day, silent=day - last_use, lifted=lifted, is_due=is_due, is_over=is_over)
    leaves = cause != NO_CAUSE
    subscribes = _subscribes(money, customers, day=day, lifted=lifted)
    payments = Payments(
        subscribes=subscribes,
        renews=is_due & ~is_refused & ~leaves,
        is_refused=is_refused & ~leaves,
        recovers=is_over & ~leaves,
        cause=cause,
    )
    after = Money(
        since=np.where(subscribes, day, np.where(leaves, NEVER, money.since)),
        refused=np.where(payments.is_refused, day, np.where(leaves | is_over, NEVER, money.refused)),
        left=np.where(leaves, day, money.left),
    )
    return after, payments


def _cause(
    money: Money,
    customers: Crowd,
    *,
    day: int,
    silent: Numbers,
    lifted: dict[Purpose, Fractions],
    is_due: Mask,
    is_over: Mask,
) -> Numbers:
    """Return the place of the first cause that makes a customer leave."""
    price = np.where(customers.is_in_team, TEAM_PRICE_FACTOR, 1.0) * CAUSES["price"]
    reached: dict[str, Fractions] = {
        "price": np.where(is_due, price, 0.0),
        "payment_failed": np.where(is_over, CAUSES["payment_failed"], 0.0),
        "not_using": np.where(silent >= SILENT_DAYS, CAUSES["not_using"], 0.0) + lifted["leave"],
    }
    found = np.full(len(customers.numbers), NO_CAUSE)
    for place, (name, rate) in enumerate(CAUSES.items()):
        leaves = money.is_live & customers.happens(f"leaves:{name}", reached.get(name, rate), day=day)
        found = np.where(leaves & (found == NO_CAUSE), place, found)
    return found


def _subscribes(money: Money, customers: Crowd, *, day: int, lifted: dict[Purpose, Fractions]) -> Mask:
    """Return who subscribes: payers as they join, some of the others later, some of those who left again."""
    was, is_here = money.left != NEVER, customers.joined < day
    rate = np.where(was, RESUBSCRIBE_RATE + lifted["subscribe"], UPGRADE_RATE)
    later = is_here & ~money.is_live & customers.happens("subscribes", rate, day=day)
    found: Mask = later | ((customers.joined == day) & customers.is_payer)
    return found
