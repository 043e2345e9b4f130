from tenure.insights.metrics.at_risk_share import METRIC
from tests.insights.scenes import did, known, last_weeks


def test_it_is_the_share_at_the_end_of_the_week_of_those_who_had_not_canceled():
    told = known(
        did("login", 1, 40),
        did("stage_changed", 1, 9, stage="at_risk", previous_stage="engaged"),
        did("login", 2, 40),
        did("login", 3, 40),
        did("stage_changed", 3, 10, stage="canceled", previous_stage="engaged"),
        stages=[(1, "at_risk"), (2, "engaged"), (3, "canceled")],
    )

    assert last_weeks(METRIC, told) == [(0.0, 0, 3, True), (0.5, 1, 2, True), (0.5, 1, 2, False)]
