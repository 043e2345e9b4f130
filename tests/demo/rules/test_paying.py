"""Subscriptions begin, renew and end at the planted rates, each end with its cause."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from tenure.demo.rules.crowds import NEVER
from tenure.demo.rules.paying import CAUSE_NAMES, NO_CAUSE, paid, unpaid
from tenure.demo.rules.truths import CAUSES, PURPOSES
from tests.demo.crowds import many, unreached

COUNT = 100_000
PAYERS = many(COUNT, kind="regular", joined=0)
PAYING = replace(unpaid(PAYERS), since=np.zeros(COUNT, dtype=int))
HERE = np.full(COUNT, 100)  # used only just now


def on(day, *, money=PAYING, crowd=PAYERS, last_use=HERE, lifted=None):
    return paid(money, crowd, day=day, last_use=last_use, lifted=lifted or unreached(crowd))


def causes(payments):
    return Counter(CAUSE_NAMES[place] for place in payments.cause if place != NO_CAUSE)


def test_payers_subscribe_as_they_join_and_others_now_and_then():
    free = many(COUNT, kind="regular", joined=0, is_payer=False)

    after, joined = on(0, money=unpaid(PAYERS))
    _, upgraded = on(1, money=unpaid(free), crowd=free)

    assert joined.subscribes.all()
    assert (after.since == 0).all()
    assert upgraded.subscribes.mean() == pytest.approx(0.004, abs=0.001)


def test_a_period_ends_every_thirty_days_and_then_price_and_cards_matter():
    _, plain = on(29)
    after, due = on(30)

    assert (plain.renews.sum(), plain.is_refused.sum(), causes(plain)["price"]) == (0, 0, 0)
    assert causes(due)["price"] / COUNT == pytest.approx(CAUSES["price"], abs=0.003)
    assert due.is_refused.mean() == pytest.approx(0.05 * 0.95, abs=0.003)
    leaves = due.cause != NO_CAUSE
    assert (due.renews | due.is_refused | leaves).all()
    assert (after.left[leaves] == 30).all()
    assert (after.since[leaves] == NEVER).all()


def test_a_team_looks_at_the_price_less_often():
    team = many(COUNT, kind="regular", joined=0, is_in_team=True)

    _, due = on(30, crowd=team)

    assert causes(due)["price"] / COUNT == pytest.approx(CAUSES["price"] / 4, abs=0.002)


def test_a_refused_card_ends_the_subscription_of_some_after_a_week():
    owing = replace(PAYING, refused=np.full(COUNT, 30))

    _, early = on(36, money=owing)
    after, over = on(37, money=owing)

    assert (early.recovers.sum(), causes(early)["payment_failed"]) == (0, 0)
    assert causes(over)["payment_failed"] / COUNT == pytest.approx(0.4, abs=0.01)
    assert (over.recovers == (over.cause == NO_CAUSE)).all()
    assert (after.refused == NEVER).all()


def test_who_is_silent_for_ten_days_may_leave():
    _, soon = on(15, last_use=np.full(COUNT, 6))
    _, late = on(15, last_use=np.full(COUNT, 5))

    assert causes(soon)["not_using"] == 0
    assert causes(late)["not_using"] / COUNT == pytest.approx(CAUSES["not_using"], abs=0.002)


def test_who_left_comes_back_now_and_then_and_more_often_when_called():
    gone = replace(unpaid(PAYERS), left=np.full(COUNT, 3))
    called = {purpose: np.full(COUNT, 0.03 * (purpose == "subscribe")) for purpose in PURPOSES}

    _, plain = on(10, money=gone)
    _, lifted = on(10, money=gone, lifted=called)

    assert plain.subscribes.mean() == pytest.approx(0.002, abs=0.0006)
    assert lifted.subscribes.mean() == pytest.approx(0.032, abs=0.002)


def test_asking_about_a_break_makes_some_leave():
    asked = {purpose: np.full(COUNT, 0.03 * (purpose == "leave")) for purpose in PURPOSES}

    _, payments = on(15, lifted=asked)

    assert causes(payments)["not_using"] / COUNT == pytest.approx(0.03, abs=0.002)
