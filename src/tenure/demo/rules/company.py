"""Tell the history of Moveo: who joined when, what everybody did, and how it goes on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

import numpy as np

from tenure.demo.rules import activity
from tenure.demo.rules.choices import between
from tenure.demo.rules.crowds import Crowd, Reached, crowd
from tenure.demo.rules.facts import Fact
from tenure.demo.rules.paying import CAUSE_NAMES, NO_CAUSE
from tenure.demo.rules.people import PRICES, Person, person
from tenure.demo.rules.world import Day, State, before_all, lived
from tenure.kernel.ids import stable_fraction, stable_hash

FOUNDING_SHARE: Final = 0.55
# Founders joined so long before that no journey takes their sign-up for news.
SHORTEST_BEFORE, LONGEST_BEFORE = timedelta(days=2), timedelta(days=150)
PAST_DAYS: Final = 153
# Of the days before the history, visits of so many are told: what is known of an older customer.
TOLD_PAST_DAYS: Final = 14
# The last day is lived in shorter strides, so that what people look at first is dated well.
STRIDE, LAST_STRIDE = timedelta(hours=12), timedelta(hours=2)
DAY: Final = timedelta(days=1)
# While it goes on living, every so manieth event is somebody joining.
LIVE_SIGN_UP: Final = 10


@dataclass(frozen=True, slots=True)
class Company:
    """Moveo under a seed: how many customers it has after so many days from `starts_at`."""

    seed: str
    customers: int
    days: int
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        """Return when its history ends and its present begins."""
        return self.starts_at + timedelta(days=self.days)

    def person(self, number: int) -> Person:
        """Return the customer of a number; numbers count from 1 in the order of joining."""
        return person(self.seed, number)

    def signed_up_at(self, number: int) -> datetime:
        """Return when one of the first `customers` joined: some long ago, the others evenly over the history."""
        founders = round(self.customers * FOUNDING_SHARE)
        fraction = stable_fraction(self.seed, "signed_up_at", str(number))
        if number <= founders:
            return self.starts_at - SHORTEST_BEFORE - LONGEST_BEFORE * ((founders - number + fraction) / founders)
        place = (number - founders - 1 + fraction) / (self.customers - founders)
        return self.starts_at + (self.ends_at - self.starts_at) * place


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the history: where everybody stands at its end, and what happened, oldest first."""

    state: State
    facts: list[Fact]


def past(company: Company) -> Chapter:
    """Return how those joined, paid and left who were there before the history, and what they did lately."""
    customers, facts = customers_of(company), list[Fact]()
    state = before_all(customers)
    for number in range(-PAST_DAYS, 0):
        day = lived(state, customers, day=number, on=_begins(company, number).date())
        facts += _facts(company, day, is_told_in_full=number >= -TOLD_PAST_DAYS)
        state = day.state
    return Chapter(state, _ordered(fact for fact in facts if fact.at < company.starts_at))


def next_day(company: Company, state: State, *, number: int, reached: Sequence[Reached]) -> Chapter:
    """Return a day of the history, whose customers have got some messages by then."""
    day = lived(state, customers_of(company), day=number, on=_begins(company, number).date(), reached=reached)
    return Chapter(day.state, _ordered(_facts(company, day, is_told_in_full=True)))


@cache
def customers_of(company: Company) -> Crowd:
    """Return a company's customers in columns."""
    numbers = range(1, company.customers + 1)
    people = [company.person(number) for number in numbers]
    return crowd(company.seed, people, [company.signed_up_at(each) for each in numbers], starts_at=company.starts_at)


def strides(company: Company, number: int) -> list[datetime]:
    """Return the instants at which a day of the history is posted, the last of them its end."""
    begins, length = _begins(company, number), LAST_STRIDE if number == company.days - 1 else STRIDE
    return [begins + length * step for step in range(1, DAY // length + 1)]


def moment(company: Company, turn: int, *, at: datetime, customers: int) -> list[Fact]:
    """Return what happens at one turn of the present, with `customers` there before it.

    Every `LIVE_SIGN_UP`th turn somebody joins, and has the number `customers + 1`.
    """
    if turn % LIVE_SIGN_UP == 0:
        one = company.person(customers + 1)
        joins = [fact for fact in activity.sign_up(one, at, seed=company.seed) if fact.at == at]
        return joins + ([activity.billed(one, "subscription_started", at)] if one.plan in PRICES else [])
    number = 1 + stable_hash(company.seed, "moment", at.isoformat()) % customers
    return [activity.deed(company.person(number), at, seed=company.seed)]


def pause(company: Company, turn: int) -> timedelta:
    """Return how long the present waits before its next turn: a second, give or take."""
    return timedelta(milliseconds=between(600, 1400, stable_fraction(company.seed, "pause", str(turn))))


def _begins(company: Company, number: int) -> datetime:
    return company.starts_at + DAY * number


def _facts(company: Company, day: Day, *, is_told_in_full: bool) -> Iterator[Fact]:
    # A world is made of people: each of those to whom something happened tells it.
    begins = _begins(company, day.number)
    for number in _numbers(day.joins):
        yield from activity.sign_up(company.person(number), company.signed_up_at(number), seed=company.seed)
    yield from _payments(company, day, begins)
    if is_told_in_full:
        yield from _visits(company, day, begins)


def _visits(company: Company, day: Day, begins: datetime) -> Iterator[Fact]:
    visits = day.visits
    for number in _numbers(visits.comes):
        place = number - 1
        visit = activity.Visit(
            trains=bool(visits.trains[place]),
            books=bool(visits.books[place]),
            compares=bool(visits.compares[place]),
            workouts=int(day.state.use.workouts[place]),
        )
        yield from activity.visited(company.person(number), visit, day_begins=begins, seed=company.seed)


def _payments(company: Company, day: Day, begins: datetime) -> Iterator[Fact]:
    payments, at = day.payments, begins + activity.BILLS_AT
    for number in _numbers(payments.subscribes):
        joined_at = company.signed_up_at(number)
        since = joined_at if day.joins[number - 1] else at
        yield activity.billed(company.person(number), "subscription_started", since)
    for number in _numbers(payments.renews):
        yield activity.billed(company.person(number), "subscription_renewed", at)
    for number in _numbers(payments.is_refused):
        yield activity.charged(company.person(number), "invoice_payment_failed", at)
    for number in _numbers(payments.recovers):
        yield activity.charged(company.person(number), "invoice_payment_recovered", at)
    for number in _numbers(payments.cause != NO_CAUSE):
        cause = CAUSE_NAMES[payments.cause[number - 1]]
        yield activity.billed(company.person(number), "subscription_canceled", at, reason=cause)


def _numbers(mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[int]:
    found: list[int] = (np.flatnonzero(mask) + 1).tolist()
    return found


def _ordered(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: (fact.at, fact.user_id))
