"""Tell by API where customers stand on their way, and what met them."""

from ninja import Router, Schema

from tenure.insights import queries
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["insights"])


class MetOut(Schema):
    """A journey, and how many customers of the stage are in it."""

    key: str
    customers: int


class StationOut(Schema):
    """A stage: how many are in it now, how many came and left in 30 days, and in which journeys they are."""

    stage: str
    customers: int
    came: int
    left: int
    journeys: list[MetOut]


class MessageCellOut(Schema):
    """How many messages of a template customers of a stage got in 30 days, and how many were opened or clicked."""

    stage: str
    template: str
    got: int
    opened: int


class LifecycleOut(Schema):
    """The stages in the order of the way, and what messages met whom."""

    stations: list[StationOut]
    messages: list[MessageCellOut]


@router.get("/lifecycle", response=LifecycleOut, auth=requires("overview.read"))
def read_lifecycle(request: ApiRequest) -> LifecycleOut:
    """Return how many customers stand at each stage, who moved, and which journeys and messages met them."""
    workspace = request.auth.workspace
    found = queries.lifecycle(workspace, workspace.clock.at(real_now()))
    return LifecycleOut(
        stations=[StationOut.from_orm(station) for station in found.stations],
        messages=[
            MessageCellOut(stage=stage, template=template, got=cell.got, opened=cell.opened)
            for (stage, template), cell in sorted(found.cells.items())
        ],
    )
