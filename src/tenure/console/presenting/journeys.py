"""Show journeys, and a customer's ways through them."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from tenure.console.rules.lines import JourneyCard, JourneyLine, Step, Visit
from tenure.console.wording import ENROLLMENT_STATES, JOURNEY_STATES, NODES, OTHER_NODE
from tenure.journeys.rules.views import ENTRY_ID, Enrollment, Graph, JourneySummary
from tenure.ui.rules.graph.values import Link
from tenure.ui.rules.journey_graph import GraphNode as DrawnBox
from tenure.ui.rules.journey_graph import drawn_graph


def journey_card(graph: Graph, *, chosen: str | None = None) -> JourneyCard:
    """Return a journey as a drawing and a table; `chosen` is the node that the address names."""
    page = reverse("console:journey", args=[graph.key])
    urls = {node.id: f"{page}?{urlencode({'node': node.id})}" for node in graph.nodes}
    boxes = [
        DrawnBox(
            id=node.id,
            title=str(node.label),
            detail=node.detail,
            icon=NODES.get(node.kind, OTHER_NODE)[0],
            tone=NODES.get(node.kind, OTHER_NODE)[1],
            url=urls[node.id],
            entered_count=node.entered_count,
            here_count=node.here_count,
            is_current=node.id == chosen,
        )
        for node in graph.nodes
    ]
    return JourneyCard(
        key=graph.key,
        name=graph.name,
        look=JOURNEY_STATES[graph.state],
        version=graph.version,
        drawing=drawn_graph(boxes, [Link(edge.source, edge.target, edge.label) for edge in graph.edges]),
        steps=tuple(
            Step(node.id, node.label, node.detail, urls[node.id], node.entered_count, node.here_count)
            for node in graph.nodes
        ),
        entered_count=graph.entered_count,
        here_count=sum(node.here_count for node in graph.nodes),
    )


def journey_lines(summaries: Iterable[JourneySummary]) -> tuple[JourneyLine, ...]:
    """Return journeys as a list shows them."""
    return tuple(
        JourneyLine(
            key=each.key,
            name=each.name,
            look=JOURNEY_STATES[each.state],
            version=each.version,
            entered_count=each.entered,
            here_count=each.active,
            completed_count=each.completed,
        )
        for each in summaries
    )


def visits(enrollments: Iterable[Enrollment]) -> tuple[Visit, ...]:
    """Return a customer's ways through journeys."""
    return tuple(
        Visit(
            journey=each.journey,
            name=each.name,
            version=each.version,
            look=ENROLLMENT_STATES[each.state],
            node=each.node or ENTRY_ID,
            reason=each.reason,
            at=each.ended_at or each.enrolled_at,
            due_at=each.due_at,
        )
        for each in enrollments
    )
