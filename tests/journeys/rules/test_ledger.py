"""A ledger gives back what was kept, by the numbers of runs, also when some were put aside."""

from datetime import timedelta

import polars as pl
import pytest

from tenure.journeys.rules.ledger import Ledger
from tenure.journeys.rules.passing import entered
from tests.journeys.toys import NOON


def runs(*customers, after=0):
    wanting = pl.DataFrame(
        {
            "journey_id": 0,
            "version_id": 7,
            "customer_id": list(customers),
            "entry_key": "",
            "entry": "{}",
            "seq": 1,
            "position": 0,
            "unit": list(customers),
            "is_held": False,
            "goal_days": 30,
        }
    )
    return entered(wanting, after=after, now=NOON)


@pytest.fixture
def ledger():
    return Ledger(runs(30, 10, 20))


def rows(*numbers):
    return pl.Series("row", numbers, dtype=pl.Int64)


def test_runs_are_found_by_their_numbers(ledger):
    ledger.add(runs(40, after=3))

    assert ledger.size == 4
    assert ledger.at(rows(3, 0))["customer_id"].to_list() == [40, 30]
    assert ledger.everyone().equals(pl.concat([runs(30, 10, 20), runs(40, after=3)]))


def test_what_changed_is_changed_and_nothing_else(ledger):
    later = NOON + timedelta(days=1)
    told = {"row": [2, 0], "node": ["pause", "done"], "due_at": [later, None]}
    changed = pl.DataFrame(told, schema_overrides={"due_at": pl.Datetime("us", "UTC")})

    ledger.change(changed)

    assert ledger.runs.select("customer_id", "node", "due_at").rows() == [
        (30, "done", None),
        (10, "", NOON),
        (20, "pause", later),
    ]
    assert ledger.runs.drop("node", "due_at").equals(runs(30, 10, 20).drop("node", "due_at"))


def test_who_is_put_aside_is_out_of_the_way_and_not_lost(ledger):
    ledger.put_aside(pl.Series([True, False, True]))
    ledger.add(runs(40, after=3))
    ledger.change(pl.DataFrame({"row": [3, 1], "node": ["new", "old"]}))

    assert ledger.runs.select("customer_id", "node").rows() == [(10, "old"), (40, "new")]
    assert ledger.at(rows(3, 1))["customer_id"].to_list() == [40, 10]
    assert ledger.everyone().select("row", "customer_id", "node").rows() == [
        (0, 30, ""),
        (1, 10, "old"),
        (2, 20, ""),
        (3, 40, "new"),
    ]
    assert ledger.size == 4
