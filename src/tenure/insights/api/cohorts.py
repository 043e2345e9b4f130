"""Tell by API how those who came together stay."""

from datetime import date

from ninja import Router, Schema

from tenure.insights import queries
from tenure.insights.rules import cohorts
from tenure.insights.rules.cohorts import Split
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["insights"])


class CohortOut(Schema):
    """Customers who came in one week; `active[n]` did anything in the nth week after it, null where that is to come."""

    starts_on: date
    size: int
    active: list[int | None]


class CurveOut(Schema):
    """What share of a group is active n weeks after its first, and how many had the time to be."""

    group: str
    rates: list[float | None]
    sizes: list[int]


class Cohorts(Schema):
    """Cohorts by week, oldest first, and curves of groups, the largest first."""

    cohorts: list[CohortOut]
    curves: list[CurveOut]


@router.get("/cohorts", response=Cohorts, auth=requires("overview.read"))
def read_cohorts(request: ApiRequest, split: Split | None = None) -> Cohorts:
    """Return how customers stay by the week in which they came, and by their first event or plan."""
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    lives = queries.known(workspace, now).lives
    return Cohorts(
        cohorts=[CohortOut.from_orm(each) for each in cohorts.cohorts(lives, now=now)],
        curves=[CurveOut.from_orm(each) for each in cohorts.curves(lives, split, now=now)],
    )
