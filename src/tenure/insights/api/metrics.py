"""Tell metrics by API."""

from datetime import date

from ninja import Router, Schema

from tenure.insights import queries
from tenure.insights.rules.metrics import Better, Metric, Point, Unit
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["insights"])


class PointOut(Schema):
    """A week of a metric: `value` is null where nobody is asked about, `is_complete` false while it may change."""

    starts_on: date
    value: float | None
    reached: int
    population: int
    is_complete: bool


class MetricOut(Schema):
    """A metric and its last weeks, the one that runs last; no weeks while the workspace does not say what value is."""

    key: str
    name: str
    meaning: str
    unit: Unit
    better: Better
    weeks: list[PointOut]


class Metrics(Schema):
    """Every metric."""

    items: list[MetricOut]


@router.get("/metrics", response=Metrics, auth=requires("overview.read"))
def read_metrics(request: ApiRequest) -> Metrics:
    """Return every metric of the workspace, week by week."""
    workspace = request.auth.workspace
    found = queries.points(workspace, workspace.clock.at(real_now()))
    return Metrics(items=[_shown(metric, found.get(key, ())) for key, metric in queries.metrics().items()])


@router.get("/metrics/{key}", response=MetricOut, auth=requires("overview.read"))
def read_metric(request: ApiRequest, key: str) -> MetricOut:
    """Return one metric, week by week."""
    metric, workspace = queries.metric(key), request.auth.workspace
    return _shown(metric, queries.points(workspace, workspace.clock.at(real_now())).get(key, ()))


def _shown(metric: Metric, points: tuple[Point, ...]) -> MetricOut:
    return MetricOut(
        key=metric.key,
        name=str(metric.name),
        meaning=str(metric.meaning),
        unit=metric.unit,
        better=metric.better,
        weeks=[PointOut.from_orm(point) for point in points],
    )
