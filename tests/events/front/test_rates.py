from dataclasses import replace

from tenure.events.front.keys import Key
from tenure.events.front.rates import Rates

ANN = Key(
    7,
    "website",
    is_browser=True,
    may_track=True,
    tells_of_subscriptions=False,
    expires_at=None,
)
BEN = replace(ANN, source="app")


def test_a_key_sends_a_seconds_worth_at_once_and_then_at_its_rate():
    rates = Rates(100)

    rates.spend(ANN, 100, now=50.0)
    assert rates.wait(ANN, now=50.0) == 0
    rates.spend(ANN, 100, now=50.0)
    assert rates.wait(ANN, now=50.0) == 1
    assert rates.wait(ANN, now=50.9) == 1
    assert rates.wait(ANN, now=51.0) == 0


def test_whoever_sends_much_at_once_waits_until_it_would_have_been_sent_at_the_rate():
    rates = Rates(100)

    rates.spend(ANN, 2_500, now=50.0)

    assert rates.wait(ANN, now=50.0) == 24
    assert rates.wait(ANN, now=73.5) == 1
    assert rates.wait(ANN, now=74.0) == 0


def test_a_request_without_events_costs_as_much_as_one():
    rates = Rates(1)

    for _ in range(3):
        rates.spend(ANN, 0, now=50.0)

    assert rates.wait(ANN, now=50.0) == 2


def test_what_was_not_sent_is_not_saved_up():
    rates = Rates(100)
    rates.spend(ANN, 100, now=50.0)

    rates.spend(ANN, 300, now=1_000.0)

    assert rates.wait(ANN, now=1_000.0) == 2


def test_each_key_has_a_rate_of_its_own():
    rates = Rates(1)

    rates.spend(ANN, 100, now=50.0)

    assert rates.wait(BEN, now=50.0) == 0


def test_without_a_limit_nobody_waits():
    rates = Rates(0)

    rates.spend(ANN, 1_000_000, now=50.0)

    assert rates.wait(ANN, now=50.0) == 0
