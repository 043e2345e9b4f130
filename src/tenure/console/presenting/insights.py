"""Show metrics, cohorts and groups of customers."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from tenure.console.insight_wording import EVERYBODY, GROUPS, OTHERS
from tenure.console.rules.insight_lines import (
    CohortLine,
    GroupLine,
    HeatCell,
    JourneyAt,
    LineChart,
    MessageCell,
    MessageRow,
    MetricTile,
    StationLine,
    WeekLine,
    heat,
)
from tenure.console.signal_wording import STAGE_MEANINGS, STAGES
from tenure.insights.rules.cohorts import Cohort, Curve
from tenure.insights.rules.coverage import Coverage
from tenure.insights.rules.lifecycle import Cell, LifecycleMap
from tenure.insights.rules.metrics import Metric, Point, Unit, newest
from tenure.insights.services.describe_metrics import spelled_value
from tenure.ui.formats import spelled_day, spelled_number, spelled_percent
from tenure.ui.rules.lines import drawn_lines

_ALL = "all"


def metric_tile(metric: Metric, points: tuple[Point, ...]) -> MetricTile:
    """Return a metric as a tile: its newest complete week, beside the one before."""
    now = newest(points)
    at = points.index(now) if now else 0
    before = points[at - 1] if now and at else None
    weekly = tuple(point.value for point in points[: at + 1] if point.value is not None)
    return MetricTile(
        key=metric.key,
        name=metric.name,
        meaning=metric.meaning,
        value=spelled_value(now.value if now else None, metric.unit),
        note=_about(metric, now),
        move=_move(now, before),
        tone=_tone(metric, now, before),
        weekly=weekly,
        line_label=gettext("%(metric)s, week by week") % {"metric": metric.name},
        url=reverse("console:metric", args=[metric.key]),
    )


def metric_chart(metric: Metric, points: tuple[Point, ...]) -> LineChart:
    """Return the chart of a metric's complete weeks."""
    shown = [point for point in points if point.is_complete]
    drawing = drawn_lines([[point.value for point in shown]])
    return LineChart(
        label=gettext("%(metric)s, week by week") % {"metric": metric.name},
        drawing=drawing,
        ticks=tuple(spelled_value(tick, metric.unit) for tick in drawing.ticks),
        days=tuple(spelled_day(point.starts_on) for point in shown),
    )


def week_lines(metric: Metric, points: tuple[Point, ...], *, chosen: str | None) -> tuple[WeekLine, ...]:
    """Return the weeks of a metric, the newest first."""
    address = reverse("console:metric", args=[metric.key])
    return tuple(
        WeekLine(
            starts_on=point.starts_on,
            value=spelled_value(point.value, metric.unit),
            reached=point.reached,
            population=point.population,
            is_complete=point.is_complete,
            url=f"{address}?{urlencode({'week': point.starts_on.isoformat()})}#customers",
            is_chosen=point.starts_on.isoformat() == chosen,
        )
        for point in reversed(points)
    )


def cohort_lines(cohorts: Sequence[Cohort]) -> tuple[CohortLine, ...]:
    """Return cohorts as rows of a heat map, the newest first; weeks without customers are left out."""
    return tuple(
        CohortLine(each.starts_on, each.size, tuple(_cell(each.rate(week)) for week in range(len(each.active))))
        for each in reversed(cohorts)
        if each.size
    )


def curve_chart(curves: Sequence[Curve]) -> LineChart:
    """Return the chart of how groups stay, week after week."""
    weeks = max((len(each.rates) for each in curves), default=0)
    drawing = drawn_lines([each.rates for each in curves], top=1.0)
    return LineChart(
        label=gettext("Share of customers active, by weeks since their first"),
        drawing=drawing,
        ticks=tuple(spelled_percent(tick) for tick in drawing.ticks),
        days=tuple(str(week) for week in range(weeks)),
    )


def curve_names(curves: Sequence[Curve]) -> list[str]:
    """Return the legend: each group with how many are in it."""
    return [f"{_group(each.group)} ({spelled_number(each.sizes[0])})" for each in curves]


def group_lines(covered: Coverage, *, chosen: str | None) -> tuple[GroupLine, ...]:
    """Return the groups nobody looks after."""
    return tuple(
        GroupLine(
            key=key,
            name=GROUPS[key][0],
            meaning=GROUPS[key][1],
            count=count,
            share=round(count / covered.customers, 3) if covered.customers else 0.0,
            url=f"{reverse('console:coverage')}?{urlencode({'group': key})}#customers",
            is_chosen=key == chosen,
        )
        for key, count in covered.counts.items()
    )


def station_lines(found: LifecycleMap) -> tuple[StationLine, ...]:
    """Return the stations of the map, in the order of the way."""
    return tuple(
        StationLine(
            key=each.stage,
            look=STAGES[each.stage],
            meaning=STAGE_MEANINGS[each.stage],
            customers=each.customers,
            came=each.came,
            left=each.left,
            url=f"{reverse('console:stages')}?{urlencode({'stage': each.stage})}",
            journeys=tuple(
                JourneyAt(met.key, met.customers, reverse("console:journey", args=[met.key])) for met in each.journeys
            ),
        )
        for each in found.stations
    )


def message_rows(found: LifecycleMap) -> tuple[MessageRow, ...]:
    """Return each template with what the stages got of it, shaded by the share that was opened or clicked."""
    return tuple(
        MessageRow(
            template=key,
            url=reverse("console:template", args=[key]),
            cells=tuple(_message_cell(found.cells.get((each.stage, key))) for each in found.stations),
        )
        for key in found.templates
    )


def _message_cell(cell: Cell | None) -> MessageCell | None:
    if cell is None:
        return None
    share = cell.opened / cell.got
    return MessageCell(cell.got, spelled_percent(round(share, 2)), heat(share))


def _about(metric: Metric, point: Point | None) -> str:
    if point is None:
        return gettext("No complete week yet")
    day = spelled_day(point.starts_on)
    if metric.unit is Unit.COUNT:
        return gettext("in the week of %(day)s") % {"day": day}
    people = ngettext("of %(count)s customer", "of %(count)s customers", point.population)
    about = people % {"count": spelled_number(point.population)}
    return gettext("%(about)s, week of %(day)s") % {"about": about, "day": day}


def _move(now: Point | None, before: Point | None) -> str:
    if now is None or before is None or now.value is None or not before.value:
        return ""
    change = now.value / before.value - 1
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else "±"
    return f"{sign}{spelled_percent(abs(round(change, 3)))}"


def _tone(metric: Metric, now: Point | None, before: Point | None) -> str:
    if now is None or before is None or now.value is None or not before.value or now.value == before.value:
        return "neutral"
    return "good" if (now.value > before.value) == (metric.better == "higher") else "bad"


def _cell(rate: float | None) -> HeatCell:
    return HeatCell("", "") if rate is None else HeatCell(spelled_percent(round(rate, 2)), heat(rate))


def _group(key: str) -> str:
    if key == _ALL:
        return str(EVERYBODY)
    return key or str(OTHERS)
