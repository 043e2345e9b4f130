"""Tell the history of Moveo: who joined when, what everybody did, and how it goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tenure.demo.rules import activity
from tenure.demo.rules.choices import between
from tenure.demo.rules.facts import Fact
from tenure.demo.rules.people import Person, person
from tenure.kernel.ids import stable_fraction, stable_hash

FOUNDING_SHARE = 0.55
# Founders joined so long before that no journey takes their sign-up for news.
SHORTEST_BEFORE, LONGEST_BEFORE = timedelta(days=2), timedelta(days=150)
# The last day is lived hour by hour, so that what people look at first is dated well.
STRIDE, LAST_STRIDE = timedelta(hours=6), timedelta(hours=1)
LAST_STRETCH = timedelta(days=1)
# While it goes on living, every so manieth event is somebody joining.
LIVE_SIGN_UP = 10


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


def founding(company: Company) -> list[Fact]:
    """Return how those customers joined, and left, who were there before the history begins, oldest first."""
    numbers = range(1, company.customers + 1)
    dated = [(company.signed_up_at(number), number) for number in numbers]
    earlier = [(at, number) for at, number in dated if at < company.starts_at]
    told = (
        fact
        for at, number in earlier
        for one in [company.person(number)]
        for fact in [*activity.sign_up(one, at), *activity.farewell(one, signed_up_at=at)]
    )
    return [fact for fact in told if fact.at < company.starts_at]


def strides(company: Company) -> list[datetime]:
    """Return the instants at which the history is posted, the last of them its end."""
    ends: list[datetime] = []
    here = company.starts_at
    while here < company.ends_at:
        left = company.ends_at - here
        here += min(left, LAST_STRIDE if left <= LAST_STRETCH else min(STRIDE, left - LAST_STRETCH))
        ends.append(here)
    return ends


def history(company: Company, *, start: datetime, end: datetime) -> list[Fact]:
    """Return what happened in [start, end), oldest first; any cut into pieces tells the same history."""
    # A world is made of people, each of whom lives by their own calendar: this is no engine code.
    numbers = range(1, company.customers + 1)
    lived = (fact for number in numbers for fact in _life(company, number, start=start, end=end))
    return sorted((fact for fact in lived if start <= fact.at < end), key=lambda fact: (fact.at, fact.user_id))


def moment(company: Company, turn: int, *, at: datetime, customers: int) -> list[Fact]:
    """Return what happens at one turn of the present, with `customers` there before it.

    Every `LIVE_SIGN_UP`th turn somebody joins, and has the number `customers + 1`.
    """
    if turn % LIVE_SIGN_UP == 0:
        return activity.sign_up(company.person(customers + 1), at)
    number = 1 + stable_hash(company.seed, "moment", at.isoformat()) % customers
    return [activity.deed(company.person(number), at, seed=company.seed)]


def pause(company: Company, turn: int) -> timedelta:
    """Return how long the present waits before its next turn: a second, give or take."""
    return timedelta(milliseconds=between(600, 1400, stable_fraction(company.seed, "pause", str(turn))))


def _life(company: Company, number: int, *, start: datetime, end: datetime) -> Iterator[Fact]:
    signed_up_at = company.signed_up_at(number)
    if signed_up_at >= end:
        return
    one = company.person(number)
    yield from activity.sign_up(one, signed_up_at)
    yield from activity.first_steps(one, signed_up_at)
    yield from activity.farewell(one, signed_up_at=signed_up_at)
    zone = ZoneInfo(one.time_zone)
    # A session may begin before midnight and end after it.
    on, last = start.astimezone(zone).date() - timedelta(days=1), end.astimezone(zone).date()
    while on <= last:
        yield from activity.day(one, on, signed_up_at=signed_up_at, seed=company.seed)
        on += timedelta(days=1)
