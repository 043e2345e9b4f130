"""Show journeys, and a customer's ways through them."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from tenure.console.rules.lines import ArrivalLine, JourneyCard, JourneyLine, Step, Visit
from tenure.console.rules.people import Person
from tenure.console.wording import ENROLLMENT_STATES, JOURNEY_STATES, NODES, OTHER_NODE, end_text
from tenure.events.rules.places import place_text
from tenure.journeys.rules.views import ENTRY_ID, Arrival, Enrollment, Graph, JourneySummary
from tenure.ui.rules.graph.values import Link
from tenure.ui.rules.journey_graph import GraphNode as DrawnBox
from tenure.ui.rules.journey_graph import drawn_graph
from tenure.ui.rules.navigation import Label

# What `here` says in an address that lists who is somewhere now.
HERE = "1"


def journey_card(graph: Graph, *, chosen: str | None = None) -> JourneyCard:
    """Return a journey as a drawing and a table; `chosen` is the node that the address names."""
    boxes = [
        DrawnBox(
            id=node.id,
            title=str(node.label),
            detail=node.detail,
            icon=NODES.get(node.kind, OTHER_NODE)[0],
            tone=NODES.get(node.kind, OTHER_NODE)[1],
            url=people_url(graph.key, node.id),
            here_url=here_url(graph.key, node.id),
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
            Step(
                id=node.id,
                title=node.label,
                detail=node.detail,
                url=people_url(graph.key, node.id),
                here_url=here_url(graph.key, node.id),
                entered_count=node.entered_count,
                here_count=node.here_count,
            )
            for node in graph.nodes
        ),
        url=people_url(graph.key),
        here_url=here_url(graph.key),
        entered_count=graph.entered_count,
        here_count=graph.here_count,
    )


def people_url(key: str, node: str | None = None, **more: str) -> str:
    """Return where those who entered a journey, or one of its nodes, are listed."""
    query = urlencode(({"node": node} if node else {}) | more)
    page = reverse("console:journey", args=[key])
    return f"{page}?{query}" if query else page


def here_url(key: str, node: str | None = None) -> str:
    """Return where those who are in a journey now, or at one of its nodes, are listed."""
    return people_url(key, node, here=HERE)


def people_heading(node: Label | None, *, is_here: bool) -> str:
    """Return what a list of people says about them; without a node it is about the whole journey."""
    if node is None:
        return gettext("Who is in the journey now") if is_here else gettext("Who entered")
    sentence = gettext("Who is at “%(node)s” now") if is_here else gettext("Who entered “%(node)s”")
    return sentence % {"node": node}


def arrival_lines(arrivals: Iterable[Arrival], people: Mapping[int, Person]) -> tuple[ArrivalLine, ...]:
    """Return arrivals at a step of a journey as a list shows them."""
    return tuple(
        ArrivalLine(
            key=place_text((each.enrollment_id, each.visit)),
            who=people.get(each.customer_id),
            look=ENROLLMENT_STATES[each.state],
            at=each.arrived_at,
            due_at=each.due_at,
        )
        for each in arrivals
    )


def journey_lines(
    summaries: Iterable[JourneySummary],
    *,
    goals: Mapping[str, float | None] | None = None,
    sentences: Mapping[str, str] | None = None,
) -> tuple[JourneyLine, ...]:
    """Return journeys as a list shows them, with what is known of who reached the goal, and what reading them says."""
    return tuple(
        JourneyLine(
            key=each.key,
            name=each.name,
            look=JOURNEY_STATES[each.state],
            version=each.version,
            url=people_url(each.key),
            here_url=here_url(each.key),
            entered_count=each.entered,
            here_count=each.active,
            completed_count=each.completed,
            goal_rate=(goals or {}).get(each.key),
            sentence=(sentences or {}).get(each.key, ""),
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
            reason=end_text(each.reason),
            at=each.ended_at or each.enrolled_at,
            due_at=each.due_at,
        )
        for each in enrollments
    )
