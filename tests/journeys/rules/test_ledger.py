"""A ledger gives back what was written, by due time and by customer."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.journeys.rules.ledger import NEVER, Ledger
from tenure.journeys.rules.passing import entered

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def wanting(*customers):
    return pl.DataFrame(
        {
            "journey_id": 0,
            "version_id": 7,
            "customer_id": list(customers),
            "entry_key": "",
            "entry": [f'{{"n":{number}}}' for number in range(len(customers))],
            "seq": list(range(10, 10 + len(customers))),
            "position": 0,
            "unit": list(customers),
            "is_held": False,
            "goal_days": 30,
        }
    )


@pytest.fixture
def coming():
    return wanting(3, 1, 3, 2)


@pytest.fixture
def ledger(coming):
    return Ledger(coming)


def microseconds(at):
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // MICROSECOND


def test_nobody_is_in_it_at_first(ledger):
    assert ledger.everyone().is_empty()
    assert ledger.next_due() == NEVER
    assert ledger.of(pl.Series([1, 2, 3])).tolist() == []


def test_what_was_written_is_read(coming, ledger):
    runs = entered(coming[1:3], after=0, now=NOON)

    ledger.write(runs)

    assert ledger.everyone().drop("row").equals(runs.drop("row"))
    assert ledger.places(runs).tolist() == [1, 2]


def test_runs_are_found_by_their_customer_and_by_their_time(coming, ledger):
    later = pl.lit(NOON + timedelta(hours=1), pl.Datetime("us", "UTC"))
    ledger.write(
        entered(coming, after=0, now=NOON).with_columns(due_at=pl.when(pl.col("customer_id") == 3).then(later))
    )

    assert sorted(ledger.of(pl.Series([3, 9])).tolist()) == [0, 2]
    assert ledger.due(microseconds(NOON)).tolist() == []
    assert ledger.due(microseconds(NOON + timedelta(hours=1))).tolist() == [0, 2]
    assert ledger.next_due() == microseconds(NOON + timedelta(hours=1))
