from datetime import date

import pytest

from tenure.console.presenting.insights import (
    cohort_lines,
    curve_chart,
    curve_names,
    group_lines,
    metric_chart,
    metric_tile,
    week_lines,
)
from tenure.insights.metrics.active_customers import METRIC as ACTIVE
from tenure.insights.metrics.churn_rate import METRIC as CHURN
from tenure.insights.rules.cohorts import Cohort, Curve
from tenure.insights.rules.coverage import Coverage
from tenure.insights.rules.metrics import Point

FEB = (
    Point(date(2026, 2, 9), 0.04, 4, 100, is_complete=True),
    Point(date(2026, 2, 16), 0.05, 5, 100, is_complete=True),
    Point(date(2026, 2, 23), 0.01, 1, 100, is_complete=False),
)


def test_a_tile_shows_the_newest_complete_week_and_how_it_moved():
    tile = metric_tile(CHURN, FEB)

    assert (tile.value, tile.move, tile.tone, tile.weekly) == ("5%", "+25%", "bad", (0.04, 0.05))
    assert tile.note == "of 100 customers, week of Feb 16"


@pytest.mark.parametrize(("now", "move", "tone"), [(0.03, "\N{MINUS SIGN}25%", "good"), (0.04, "±0%", "neutral")])
def test_less_churn_is_good(now, move, tone):
    tile = metric_tile(CHURN, (FEB[0], Point(date(2026, 2, 16), now, 4, 100, is_complete=True)))

    assert (tile.move, tile.tone) == (move, tone)


def test_before_the_first_complete_week_there_is_no_number():
    tile = metric_tile(ACTIVE, FEB[2:])

    assert (tile.value, tile.move, tile.note) == ("\N{EN DASH}", "", "No complete week yet")


def test_the_chart_has_the_complete_weeks_and_the_table_all_the_newest_first():
    chart, lines = metric_chart(CHURN, FEB), week_lines(CHURN, FEB, chosen="2026-02-16")

    assert (chart.days, chart.ticks[0]) == (("Feb 9", "Feb 16"), "8%")
    assert [(line.value, line.is_complete, line.is_chosen) for line in lines] == [
        ("1%", False, False),
        ("5%", True, True),
        ("4%", True, False),
    ]
    assert lines[1].url.endswith("/churn_rate?week=2026-02-16#customers")


def test_cohorts_are_rows_of_shades_and_empty_weeks_are_left_out():
    (line,) = cohort_lines([Cohort(date(2026, 2, 9), 8, (8, 2, None)), Cohort(date(2026, 2, 16), 0, (0, None, None))])

    assert [(cell.text, cell.heat) for cell in line.cells] == [("100%", "h9"), ("25%", "h2"), ("", "")]


def test_curves_have_names_and_a_scale_up_to_everybody():
    curves = [Curve("pro", (1.0, 0.5), (1200, 800)), Curve("", (1.0, None), (3, 0))]

    assert curve_chart(curves).ticks == ("100%", "75%", "50%", "25%", "0%")
    assert curve_names(curves) == ["pro (1,200)", "Others (3)"]


def test_groups_say_how_many_of_all():
    lines = group_lines(Coverage(40, {"untouched": 10, "ownerless": 0}), chosen="untouched")

    assert [(line.key, line.count, line.share, line.is_chosen) for line in lines] == [
        ("untouched", 10, 0.25, True),
        ("ownerless", 0, 0.0, False),
    ]
