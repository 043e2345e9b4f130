"""Read journeys, and who is in them."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain
from typing import cast

import polars as pl
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tenure.events.rules.places import Place
from tenure.journeys.models import EnrollmentRow, JourneyRow, NodeCountRow, StepRow, VersionRow
from tenure.journeys.rules.codec import kept
from tenure.journeys.rules.counts import COUNTS
from tenure.journeys.rules.definition import ENTRY, Journey, Version
from tenure.journeys.rules.entry_words import entry_words
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.runs import INSTANT
from tenure.journeys.rules.views import (
    ENTRY_ID,
    Arrival,
    Enrollment,
    EnrollmentState,
    Graph,
    GraphEdge,
    GraphNode,
    JourneyState,
    JourneySummary,
    KeptVersion,
    Standing,
)
from tenure.kernel.errors import NotFound
from tenure.platform import scalars
from tenure.platform.columns import select_frame
from tenure.platform.presence import members
from tenure.ui.rules.navigation import Label

_WHOSE = {"unit": pl.Int64(), "customer_id": pl.Int64(), "version": pl.Int64()}
_OUTCOMES = {**_WHOSE, "arm": pl.String(), "entered_at": INSTANT, "goal_at": INSTANT}
_EXPOSURES = {**_WHOSE, "node": pl.String(), "arm": pl.String(), "at": INSTANT, "goal_at": INSTANT}


NO_COUNTS = dict.fromkeys(COUNTS, 0)


@cache
def node_types() -> NodeTypes:
    """Return the kinds of nodes that rooms offer."""
    return {module.NODE.kind: module.NODE for module in members("nodes")}


def journeys(workspace_id: int) -> list[JourneySummary]:
    """Return every journey of a workspace with its counts, newest first."""
    counts = NodeCountRow.objects.filter(workspace_id=workspace_id).values("version__journey_id")
    entered, stuck = Sum("entered_count", filter=Q(node=ENTRY)), Sum("quarantined_count") + Sum("exited_count")
    here, inside = Sum("here_count"), Sum("here_count", filter=~Q(node=ENTRY))
    summed = {
        row["version__journey_id"]: (row["entered"] or 0, row["here"], row["stuck"] + (row["inside"] or 0))
        for row in counts.annotate(entered=entered, here=here, stuck=stuck, inside=inside)
    }
    return [
        JourneySummary(
            key=row.key,
            name=row.name,
            state=cast("JourneyState", row.state),
            version=row.active_number or row.newest_number,
            entered=entered_count,
            active=here_count,
            completed=entered_count - rest_count,
        )
        for row in JourneyRow.objects.filter(workspace_id=workspace_id).order_by("-id")
        for entered_count, here_count, rest_count in [summed.get(row.pk, (0, 0, 0))]
    ]


def definition(workspace_id: int, key: str) -> tuple[JourneyState, Version]:
    """Return a journey's state and the version that customers enter, or the newest before it was activated."""
    row = JourneyRow.objects.filter(workspace_id=workspace_id, key=key).first()
    if row is None:
        raise NotFound(f"There is no journey {key!r} here.", field="key")
    number = row.active_number or row.newest_number
    version = VersionRow.objects.get(workspace_id=workspace_id, journey=row, number=number)
    return cast("JourneyState", row.state), version_of(version)


def graph(workspace_id: int, key: str) -> Graph:
    """Return a journey as it is drawn, with the counts of all its versions at each node."""
    state, version = definition(workspace_id, key)
    journey = version.journey.expanded()
    rows = NodeCountRow.objects.filter(workspace_id=workspace_id, version__journey__key=key).values("node")
    sums = rows.annotate(entered=Sum("entered_count"), here=Sum("here_count"))
    counts = {row["node"]: (row["entered"], row["here"]) for row in sums}
    kinds, nothing = node_types(), (0, 0)
    entry = GraphNode(ENTRY_ID, ENTRY_ID, _("Entry"), entry_words(journey.entry), *counts.get(ENTRY, nothing))
    boxes = (
        GraphNode(node.id, node.kind, kinds[node.kind].label, node.settings.detail(), *counts.get(node.id, nothing))
        for node in journey.nodes
    )
    edges = tuple(GraphEdge(source or ENTRY_ID, target) for source, target in journey.edges())
    here_count = sum(here for _entered, here in counts.values())
    return Graph(key, journey.name, state, version.number, (entry, *boxes), edges, here_count)


def node_label(workspace_id: int, key: str, node_id: str) -> Label:
    """Return what the node of an id is called; NotFound when no version of the journey has it."""
    _state, shown = definition(workspace_id, key)
    if node_id == ENTRY_ID:
        return _("Entry")
    # Customers may still stand at a node that the version shown lost.
    rows = VersionRow.objects.filter(workspace_id=workspace_id, journey__key=key).order_by("-number")
    for version in chain([shown], map(version_of, rows.iterator())):
        for node in version.journey.expanded().nodes:
            if node.id == node_id:
                return node_types()[node.kind].label
    raise NotFound(f"There is no node {node_id!r} in the journey {key!r}.", field="node")


def entrants(
    workspace_id: int, key: str, *, node: str = ENTRY_ID, limit: int, before: Place | None = None
) -> list[Arrival]:
    """Return each arrival at a node, newest enrollment first; `before` is the enrollment and visit seen last.

    There are as many as the node's `entered_count`: who goes round a circle arrives more than once.
    """
    if node == ENTRY_ID:
        entered = EnrollmentRow.objects.filter(workspace_id=workspace_id, journey__key=key)
        entered = entered.exclude(state="active", node=ENTRY).exclude(state="held_out")
        return _enrolled(entered, arrived_at=F("enrolled_at"), limit=limit, before=before)
    steps = StepRow.objects.filter(
        workspace_id=workspace_id, node=node, enrollment__workspace_id=workspace_id, enrollment__journey__key=key
    )
    if before is not None:
        enrollment_id, visit = before
        older = Q(enrollment_id__lt=enrollment_id) | Q(enrollment_id=enrollment_id, visit__lt=visit)
        # The plain bound is one that an index can use.
        steps = steps.filter(older, enrollment_id__lte=enrollment_id)
    newest = steps.order_by("-enrollment_id", "-visit").values_list(
        "enrollment_id", "visit", "enrollment__customer_id", "enrollment__state", "at", "enrollment__due_at"
    )
    return _arrivals(newest[:limit])


def standing(
    workspace_id: int, key: str, *, node: str | None = None, limit: int, before: Place | None = None
) -> list[Arrival]:
    """Return who stands at a node now, or anywhere in the journey, newest enrollment first."""
    # Whoever is active is due at some time: said so, an index finds them among all who ever entered.
    here = EnrollmentRow.objects.filter(
        workspace_id=workspace_id, journey__key=key, state="active", due_at__isnull=False
    )
    if node is not None:
        here = here.filter(node=ENTRY if node == ENTRY_ID else node)
    steps = StepRow.objects.filter(
        workspace_id=workspace_id, enrollment=OuterRef("pk"), node=OuterRef("node"), visit=OuterRef("visit")
    )
    arrived_at = Coalesce(Subquery(steps.values("at")), "enrolled_at")
    return _enrolled(here, arrived_at=arrived_at, limit=limit, before=before)


def enrollments(workspace_id: int, customer_id: int, *, limit: int, before: int | None = None) -> list[Enrollment]:
    """Return a customer's enrollments, newest first; `before` is the id of the last one seen."""
    rows = EnrollmentRow.objects.filter(workspace_id=workspace_id, customer_id=customer_id).order_by("-id")
    older = rows if before is None else rows.filter(id__lt=before)
    return [row.to_value() for row in older.select_related("journey", "version")[:limit]]


def runs(
    workspace_id: int, key: str, *, state: EnrollmentState | None = None, limit: int, before: int | None = None
) -> list[Enrollment]:
    """Return who is or was in a journey, newest first; `before` is the id of the last one seen."""
    _state, _version = definition(workspace_id, key)
    rows = EnrollmentRow.objects.filter(workspace_id=workspace_id, journey__key=key).order_by("-id")
    in_state = rows if state is None else rows.filter(state=state)
    older = in_state if before is None else in_state.filter(id__lt=before)
    return [row.to_value() for row in older.select_related("journey", "version")[:limit]]


def customers_of(workspace_id: int, ids: Iterable[int]) -> dict[int, int]:
    """Return whose each of some enrollments is."""
    rows = EnrollmentRow.objects.filter(workspace_id=workspace_id, pk__in=list(ids))
    return dict(rows.values_list("pk", "customer_id"))


def versions(workspace_id: int, key: str) -> list[KeptVersion]:
    """Return every version of a journey, newest first, with how many stand in it."""
    rows = VersionRow.objects.filter(workspace_id=workspace_id, journey__key=key).select_related("journey")
    here: dict[int, int] = {}
    for each in standing_nodes(workspace_id, key):
        here[each.version] = here.get(each.version, 0) + each.here_count
    found = [
        KeptVersion(row.number, row.created_at, row.number == row.journey.active_number, here.get(row.number, 0))
        for row in rows.order_by("-number")
    ]
    if not found:
        raise NotFound(f"There is no journey {key!r} here.", field="key")
    return found


def version(workspace_id: int, key: str, number: int) -> Version:
    """Return one version of a journey."""
    row = VersionRow.objects.filter(workspace_id=workspace_id, journey__key=key, number=number).first()
    if row is None:
        raise NotFound(f"The journey {key!r} has no version {number}.", field="version")
    return version_of(row)


def standing_nodes(workspace_id: int, key: str) -> list[Standing]:
    """Return how many stand at each node of each version of a journey, where anybody does."""
    rows = NodeCountRow.objects.filter(workspace_id=workspace_id, version__journey__key=key, here_count__gt=0)
    told = rows.order_by("version__number", "node").values_list("version__number", "node", "here_count")
    return [Standing(*row) for row in told]


def outcomes(workspace_id: int, journey_key: str) -> pl.DataFrame:
    """Return `unit, customer_id, version, arm, entered_at, goal_at` of each run of a journey, in the order of entry.

    `arm` is `holdout` for who was only watched, and empty for the others; `version` is its number.
    """
    sql = (
        "SELECT e.unit, e.customer_id, v.number, e.arm, e.enrolled_at, e.goal_at FROM journeys_enrollment e "
        "JOIN journeys_journey j ON j.id = e.journey_id JOIN journeys_version v ON v.id = e.version_id "
        "WHERE e.workspace_id = %s AND j.key = %s ORDER BY e.enrolled_at, e.id"
    )
    return select_frame(sql, [workspace_id, journey_key], schema=_OUTCOMES)


def exposures(workspace_id: int, journey_key: str) -> pl.DataFrame:
    """Return each meeting of a customer with a variant or arm, in order, and when that run came to its goal.

    It has the columns `unit, customer_id, version, node, arm, at, goal_at`.
    """
    sql = (
        "SELECT e.unit, e.customer_id, v.number, s.node, s.arm, s.at, e.goal_at FROM journeys_step s "
        "JOIN journeys_enrollment e ON e.id = s.enrollment_id JOIN journeys_journey j ON j.id = e.journey_id "
        "JOIN journeys_version v ON v.id = e.version_id "
        "WHERE s.workspace_id = %s AND s.arm <> '' AND j.key = %s ORDER BY s.at, s.id"
    )
    return select_frame(sql, [workspace_id, journey_key], schema=_EXPOSURES)


def on_the_way(workspace_id: int) -> pl.DataFrame:
    """Return the `customer_id` and `journey` (key) of everybody who is in a journey now, once for each pair."""
    sql = (
        "SELECT DISTINCT e.customer_id, j.key AS journey FROM journeys_enrollment e "
        "JOIN journeys_journey j ON j.id = e.journey_id "
        "WHERE e.workspace_id = %s AND e.state = 'active' ORDER BY e.customer_id, j.key"
    )
    return select_frame(sql, [workspace_id], schema={"customer_id": pl.Int64(), "journey": pl.String()})


def node_counts(workspace_id: int, key: str) -> dict[str, dict[str, int]]:
    """Return every count of each node of a journey, of all its versions together."""
    names = ", ".join(f"SUM(c.{name})" for name in COUNTS)
    sql = (
        f"SELECT c.node, {names} FROM journeys_node_count c JOIN journeys_version v ON v.id = c.version_id "
        "JOIN journeys_journey j ON j.id = v.journey_id WHERE c.workspace_id = %s AND j.key = %s GROUP BY c.node"
    )
    schema = {"node": pl.String(), **dict.fromkeys(COUNTS, pl.Int64())}
    rows = select_frame(sql, [workspace_id, key], schema=schema).iter_rows(named=True)
    return {row["node"]: {name: row[name] for name in COUNTS} for row in rows}


def exposure_counts(workspace_id: int, key: str) -> dict[str, dict[str, int]]:
    """Return how many customers met each arm of each node, by node and arm."""
    met = exposures(workspace_id, key).unique(["unit", "node", "arm"]).group_by("node", "arm").len()
    found: dict[str, dict[str, int]] = {}
    for node, arm, count in met.sort("node", "arm").iter_rows():
        found.setdefault(node, {})[arm] = count
    return found


def step_count(workspace_id: int) -> int:
    """Return how many steps customers took in all journeys so far."""
    return StepRow.objects.filter(workspace_id=workspace_id).count()


def next_due_at(workspace_id: int) -> datetime | None:
    """Return the next instant at which a customer's way through an active journey goes on."""
    # The worker asks at each of its turns.
    return scalars.instant(
        "SELECT MIN(due_at) FROM journeys_enrollment WHERE workspace_id = %s AND due_at IS NOT NULL"
        " AND journey_id IN (SELECT id FROM journeys_journey WHERE workspace_id = %s AND state = 'active')",
        [workspace_id, workspace_id],
    )


def version_of(row: VersionRow) -> Version:
    """Return a stored version as a value."""
    return Version(row.pk, row.number, _decoded(row.definition))


@lru_cache(maxsize=1_000)  # a definition never changes
def _decoded(text: str) -> Journey:
    return kept(text, node_types=node_types())


def _enrolled(
    rows: QuerySet[EnrollmentRow], *, arrived_at: Combinable, limit: int, before: Place | None
) -> list[Arrival]:
    older = rows if before is None else rows.filter(id__lt=before[0])
    told = older.order_by("-id").annotate(arrived_at=arrived_at)
    return _arrivals(told.values_list("id", "visit", "customer_id", "state", "arrived_at", "due_at")[:limit])


def _arrivals(rows: Iterable[tuple[int, int, int, str, datetime, datetime | None]]) -> list[Arrival]:
    return [
        Arrival(enrollment_id, visit, customer_id, cast("EnrollmentState", state), arrived_at, due_at)
        for enrollment_id, visit, customer_id, state, arrived_at, due_at in rows
    ]
