from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.signals.rules.subscriptions import with_subscription

DAY = datetime(2026, 3, 1, tzinfo=UTC)
INSTANT = pl.Datetime("us", "UTC")
SCHEMA = {
    "subscribed_at": INSTANT,
    "canceled_at": INSTANT,
    "paused_at": INSTANT,
    "resumed_at": INSTANT,
    "plan": pl.String,
    "plan_amount_minor": pl.Float64,
    "plan_interval": pl.String,
}


def subscription(*, plan="pro", amount=1200.0, interval="month", **days):
    instants = {name: DAY + timedelta(days=day) for name, day in days.items()}
    row = {**instants, "plan": plan, "plan_amount_minor": amount, "plan_interval": interval}
    found = with_subscription(pl.DataFrame([row], schema=SCHEMA))
    return found.select("subscription_status", "mrr_minor").row(0)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ({"subscribed_at": 0}, ("active", 1200.0)),
        ({"subscribed_at": 0, "canceled_at": 1}, ("canceled", 0.0)),
        ({"subscribed_at": 0, "canceled_at": 0}, ("canceled", 0.0)),
        ({"subscribed_at": 2, "canceled_at": 1}, ("active", 1200.0)),
        ({"subscribed_at": 0, "paused_at": 1}, ("paused", 0.0)),
        ({"subscribed_at": 0, "paused_at": 1, "resumed_at": 2}, ("active", 1200.0)),
        ({"subscribed_at": 0, "paused_at": 3, "resumed_at": 2}, ("paused", 0.0)),
        ({"subscribed_at": 0, "paused_at": 1, "canceled_at": 2}, ("canceled", 0.0)),
        ({"subscribed_at": 3, "paused_at": 1, "canceled_at": 2}, ("active", 1200.0)),
        # Begun before anything was told.
        ({}, ("active", 1200.0)),
        ({"canceled_at": 1}, ("canceled", 0.0)),
        ({"paused_at": 1}, ("paused", 0.0)),
        ({"paused_at": 1, "resumed_at": 2}, ("active", 1200.0)),
    ],
)
def test_what_happened_last_says_in_which_state_it_is(days, state):
    assert subscription(**days) == state


def test_whoever_never_had_one_has_no_state():
    assert subscription(plan=None, amount=None, interval=None) == (None, None)


@pytest.mark.parametrize(
    ("interval", "mrr"), [("month", 1200.0), ("year", 100.0), ("week", 5200.0), ("day", 36_500.0), ("decade", None)]
)
def test_it_brings_a_share_of_its_amount_a_month(interval, mrr):
    assert subscription(interval=interval, subscribed_at=0) == ("active", mrr)
