import polars as pl

from tenure.journeys.rules.arms import with_arms
from tenure.journeys.rules.definition import Version
from tests.journeys.toys import NOON, Stop, journey, node


def version(number, *, holdout, by="customer"):
    return Version(number, 1, journey(node("done", Stop()), holdout=holdout, randomize_by=by))


def candidates(*customers, version_id=20, unit=None):
    told = [(10, version_id, each, unit if unit is not None else each) for each in customers]
    return pl.DataFrame(told, schema=["journey_id", "version_id", "customer_id", "unit"], orient="row")


def runs(*rows):
    told = [(at, 10, customer, arm, NOON) for at, (customer, arm) in enumerate(rows)]
    names = {
        "row": pl.Int64,
        "journey_id": pl.Int64,
        "customer_id": pl.Int64,
        "arm": pl.String,
        "enrolled_at": pl.Datetime("us", "UTC"),
    }
    return pl.DataFrame(told, schema=names, orient="row")


def held(wanted, before, *versions, everywhere=0.0):
    found = with_arms(wanted, before, {each.id: each for each in versions}, salt="ws_1", everywhere=everywhere)
    return dict(found.select("customer_id", "is_held").rows())


def test_the_same_customers_are_held_out_each_time_and_about_as_many_as_were_wanted():
    wanted = candidates(*range(1, 10_001))

    first = held(wanted, runs(), version(20, holdout=0.1))

    assert first == held(wanted, runs(), version(20, holdout=0.1))
    assert 900 < sum(first.values()) < 1_100


def test_nobody_is_held_out_of_a_journey_that_moves_everybody():
    assert sum(held(candidates(*range(1, 501)), runs(), version(20, holdout=0.0), everywhere=0.5).values()) == 0


def test_who_was_in_a_journey_stays_in_the_arm_of_then():
    found = held(candidates(1, 2), runs((1, "holdout"), (2, ""), (1, "")), version(20, holdout=0.9))

    assert found == {1: True, 2: False}


def test_customers_of_an_account_are_in_one_arm():
    for unit in range(50):
        found = held(candidates(1, 2, 3, unit=unit), runs((1, "holdout")), version(20, holdout=0.5, by="account"))

        assert len(set(found.values())) == 1


def test_nobody_is_an_answer():
    assert held(candidates(), runs()) == {}
