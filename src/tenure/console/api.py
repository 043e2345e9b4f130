"""Give every number of the overview by API, under the names that the page shows them by."""

from datetime import date

from ninja import Router, Schema

from tenure.console import queries
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["overview"])


class DayOut(Schema):
    """What happened on one day of the workspace."""

    day: date
    customer_event_count: int
    own_event_count: int
    active_customer_count: int
    entered_count: int
    sent_count: int


class WeekOut(Schema):
    """What happened in the last seven days, today included."""

    active_customer_count: int
    event_count: int
    entered_count: int
    sent_count: int


class NodeOut(Schema):
    """How many customers entered a node so far, and how many are there now."""

    id: str
    entered_count: int
    here_count: int


class JourneyOut(Schema):
    """A journey with the counts at each of its nodes."""

    key: str
    name: str
    entered_count: int
    here_count: int
    nodes: list[NodeOut]


class OverviewOut(Schema):
    """Every number of the overview."""

    customers: int
    events: int
    in_journeys: int
    mails_sent: int
    week: WeekOut
    days: list[DayOut]
    message_counts: dict[str, int]
    journeys: list[JourneyOut]


@router.get("/overview", response=OverviewOut, auth=requires("overview.read"))
def read_overview(request: ApiRequest) -> OverviewOut:
    """Return how the workspace is doing."""
    workspace = request.auth.workspace
    numbers = queries.overview(workspace.id, workspace.clock.at(real_now()))
    journeys = [
        JourneyOut(
            key=graph.key,
            name=graph.name,
            entered_count=graph.entered_count,
            here_count=graph.here_count,
            nodes=[NodeOut.from_orm(node) for node in graph.nodes],
        )
        for graph in numbers.journeys
    ]
    return OverviewOut(
        customers=numbers.customers,
        events=numbers.events,
        in_journeys=numbers.in_journeys,
        mails_sent=numbers.mails_sent,
        week=WeekOut.from_orm(numbers.week),
        days=[DayOut.from_orm(day) for day in numbers.days],
        message_counts=numbers.message_counts,
        journeys=journeys,
    )
