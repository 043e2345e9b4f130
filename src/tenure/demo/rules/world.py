"""Live Moveo day by day for all customers at once.

Days count from the beginning of the history, and begin at its time of day. Those before it are lived, too: the history
begins with a company that has a past.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tenure.demo.rules.crowds import Crowd, Reached, lifts
from tenure.demo.rules.draws import Mask
from tenure.demo.rules.paying import Money, Payments, paid, unpaid
from tenure.demo.rules.training import Use, Visits, trained, unused
from tenure.demo.rules.truths import season


@dataclass(frozen=True, slots=True)
class State:
    """Where everybody stands at the end of a day."""

    use: Use
    money: Money


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day, and where everybody stands at its end."""

    number: int
    joins: Mask
    visits: Visits
    payments: Payments
    state: State


def before_all(customers: Crowd) -> State:
    """Return where everybody stands before anybody joined."""
    return State(unused(customers), unpaid(customers))


def lived(state: State, customers: Crowd, *, day: int, on: date, reached: Iterable[Reached] = ()) -> Day:
    """Return what happens on a day to customers whom some messages have reached."""
    lifted = lifts(customers, reached, day=day)
    use, visits = trained(state.use, customers, day=day, lifted=lifted, season=season(on))
    money, payments = paid(state.money, customers, day=day, last_use=use.last, lifted=lifted)
    return Day(day, customers.joined == day, visits, payments, State(use, money))
