from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from tenure.console.presenting.simulation import MOST_BARS, entries_chart, node_funnel
from tenure.journeys.queries import node_types
from tenure.journeys.rules.simulations import DayOfEntries, NodeSeen

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
NODES = [
    NodeSeen("entry", "entry", 10, 10, 0, {}),
    NodeSeen("hello", "send", 8, 8, 0, {}),
    NodeSeen("pause", "wait", 8, 8, 4, {}),
]


def _found(days, *entries):
    return SimpleNamespace(starts_at=NOON - timedelta(days=days), ends_at=NOON, entries=entries, nodes=NODES)


def test_each_day_of_a_short_time_has_its_bar():
    chart = entries_chart(_found(7, DayOfEntries(date(2026, 3, 9), 3, 1)), zone="UTC")

    assert [column.bar.total for column in chart.columns] == [0, 0, 0, 0, 0, 0, 4, 0]
    assert chart.columns[6].label == "Mar 9: 3 entered, 1 only watched"
    assert chart.columns[7].tick == "Mar 10"


def test_in_a_long_time_a_bar_stands_for_some_days():
    first, last = DayOfEntries(date(2025, 3, 10), 2, 0), DayOfEntries(date(2026, 3, 10), 5, 0)

    chart = entries_chart(_found(365, first, last), zone="UTC")

    assert len(chart.columns) <= MOST_BARS
    assert (chart.columns[0].bar.total, chart.columns[-1].bar.total) == (2, 5)
    assert chart.columns[-1].label == "Mar 5 - Mar 10: 5 entered"


def test_days_are_those_of_the_workspace():
    late = _found(1)

    assert len(entries_chart(late, zone="UTC").columns) == 2
    assert entries_chart(late, zone="Pacific/Kiritimati").columns[-1].tick == "Mar 11"


def test_a_funnel_names_each_step():
    chart = node_funnel(_found(1), node_types())

    assert [str(step.name) for step in chart.steps] == ["Entry", "Send · hello", "Wait · pause"]
    assert [step.bar.rate for step in chart.steps] == [1.0, 0.8, 0.8]
    assert chart.steps[2].bar.here_width == 400
