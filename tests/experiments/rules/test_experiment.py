from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from tenure.experiments.rules.experiment import experiment
from tenure.experiments.rules.looks import Look
from tenure.experiments.rules.proportions import Group
from tenure.experiments.rules.sequential import Boundary
from tenure.experiments.rules.settings import Settings
from tenure.experiments.rules.sources import Source

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
NOW = SINCE + timedelta(days=20)
ALWAYS = Settings(method="always_valid")


def outcomes(**arms):
    """Return a frame of `arm=(met, reached the goal, paid)`."""
    rows = [(arm, place < reached, place < paid) for arm, (met, reached, paid) in arms.items() for place in range(met)]
    instant = pl.lit(SINCE).cast(pl.Datetime("us", "UTC"))
    frame = pl.DataFrame(rows, schema=["arm", "goal", "paid"], orient="row").with_row_index("unit")
    return frame.select(
        pl.col("unit").cast(pl.Int64),
        "arm",
        entered_at=instant,
        goal_at=pl.when("goal").then(instant),
        paid_at=pl.when("paid").then(instant),
    )


def source(arms, **changes):
    said = {"key": "welcome", "name": "Welcome", "kind": "holdout", "since": SINCE, "control": next(iter(arms))}
    return Source(arms=arms, outcomes=pl.DataFrame, **(said | changes))


HELD = source({"holdout": 0.5, "journey": 0.5})


def test_a_holdout_is_read_with_its_groups_its_check_and_its_uplift():
    frame = outcomes(holdout=(1000, 100, 0), journey=(1000, 200, 0))

    found = experiment(HELD, frame, looks={}, settings=ALWAYS, now=NOW)

    (only,) = found.compared
    assert found.arms == {"holdout": Group(1000, 100), "journey": Group(1000, 200)}
    assert found.ratio.p_value == 1
    assert (only.metric, only.arm, only.is_primary, only.reading.verdict) == ("goal", "journey", True, "more")
    assert only.relative.difference == pytest.approx(1.0)
    assert found.headline == only
    assert found.power.rise.absolute == pytest.approx(0.0407, abs=1e-4)


def test_group_sequential_reads_the_looks_and_leaves_the_rest_beside():
    frame = outcomes(holdout=(1000, 100, 0), journey=(1000, 200, 0))
    kept = Look(date(2026, 3, 5), Group(500, 50), Group(500, 50), 0.0, Boundary(0.2, 9.0, 4.0))

    found = experiment(HELD, frame, looks={"journey": [kept]}, settings=Settings(), now=NOW)

    assert (found.headline.reading.verdict, found.headline.open_ended.verdict) == ("open", "more")
    assert found.looks == {"journey": [kept]}


def test_several_arms_share_the_error_and_the_clearest_makes_the_headline():
    three = source({"a": 0.4, "b": 0.3, "c": 0.3}, kind="variant")
    frame = outcomes(a=(400, 40, 0), b=(300, 30, 0), c=(300, 90, 0))
    pair = source({"a": 4 / 7, "c": 3 / 7}, kind="variant")

    found = experiment(three, frame, looks={}, settings=ALWAYS, now=NOW)
    alone = experiment(pair, outcomes(a=(400, 40, 0), c=(300, 90, 0)), looks={}, settings=ALWAYS, now=NOW)

    assert [each.arm for each in found.compared] == ["b", "c"]
    assert found.headline.arm == "c"
    assert found.headline.reading.critical > alone.headline.reading.critical


def test_secondary_metrics_are_told_only_as_far_as_they_stand_together():
    frame = outcomes(holdout=(1000, 100, 100), journey=(1000, 100, 200))
    two = source(HELD.arms, metrics=("goal", "paid"))

    found = experiment(two, frame, looks={}, settings=ALWAYS, now=NOW)

    assert [(each.metric, each.is_primary, each.reading.verdict) for each in found.compared] == [
        ("goal", True, "open"),
        ("paid", False, "more"),
    ]
    assert found.headline.metric == "goal"


def test_nobody_held_out_is_nothing_to_read():
    none = source({"holdout": 0.0, "journey": 1.0})

    found = experiment(none, outcomes(journey=(100, 50, 0)), looks={}, settings=Settings(), now=NOW)

    assert found.headline.reading.verdict == "no_control"
    assert found.power is None
