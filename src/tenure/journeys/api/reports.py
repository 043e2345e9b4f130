"""Report by API what became of who entered a journey, and hold customers out of all of them."""

from ninja import Router, Schema

from tenure.journeys import queries
from tenure.journeys.rules.views import JourneyState
from tenure.platform.api import ApiRequest, requires

router = Router(tags=["journeys"])


class ArmReport(Schema):
    """How many customers met an arm of a node."""

    arm: str
    exposed_count: int


class NodeReport(Schema):
    """How many arrived at a node, are there, are stuck there and left the journey there; and who met which arm."""

    id: str
    kind: str
    entered_count: int
    here_count: int
    quarantined_count: int
    exited_count: int
    arms: list[ArmReport]


class Report(Schema):
    """How many entered a journey, and where they are; of all its versions together.

    Who is held out is only watched: `goal_count` is of those who entered, `held_out_goal_count` of those held out.
    """

    key: str
    version: int
    state: JourneyState
    entered_count: int
    held_out_count: int
    goal_count: int
    held_out_goal_count: int
    nodes: list[NodeReport]


@router.get("/journeys/{key}/report", response=Report, auth=requires("journeys.read"))
def report(request: ApiRequest, key: str) -> Report:
    """Return how many entered a journey, where they are, who reached the goal, and who met which arm."""
    workspace_id = request.auth.workspace.id
    graph, told = queries.graph(workspace_id, key), queries.node_counts(workspace_id, key)
    met = queries.exposure_counts(workspace_id, key)
    entry = told.get("", queries.NO_COUNTS)
    nodes = [
        NodeReport(
            id=node.id,
            kind=node.kind,
            entered_count=node.entered_count,
            here_count=node.here_count,
            quarantined_count=told.get(node.id, queries.NO_COUNTS)["quarantined_count"],
            exited_count=told.get(node.id, queries.NO_COUNTS)["exited_count"],
            arms=[ArmReport(arm=arm, exposed_count=count) for arm, count in met.get(node.id, {}).items()],
        )
        for node in graph.nodes[1:]
    ]
    return Report(
        key=key,
        version=graph.version,
        state=graph.state,
        entered_count=graph.entered_count,
        held_out_count=entry["held_out_count"],
        goal_count=entry["goal_count"],
        held_out_goal_count=entry["held_out_goal_count"],
        nodes=nodes,
    )
