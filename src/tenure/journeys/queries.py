"""Read journeys, and who is in them."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain
from typing import cast

import polars as pl
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tenure.events.queries import scan
from tenure.events.rules.places import Place
from tenure.journeys.models import EnrollmentRow, JourneyRow, NodeCountRow, StepRow, VersionRow
from tenure.journeys.rules.codec import from_json
from tenure.journeys.rules.definition import ENTRY, Journey, Version
from tenure.journeys.rules.entries import OPEN, doers
from tenure.journeys.rules.node_types import NodeTypes
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
)
from tenure.kernel.errors import NotFound
from tenure.platform.columns import select_frame
from tenure.platform.presence import members
from tenure.ui.rules.navigation import Label

WAITING = {
    "id": pl.Int64(),
    "version_id": pl.Int64(),
    "customer_id": pl.Int64(),
    "node": pl.String(),
    "visit": pl.Int32(),
}

_DIFFERENCES = {
    "journey": pl.String(),
    "version": pl.Int64(),
    "node": pl.String(),
    "entered_count": pl.Int64(),
    "here_count": pl.Int64(),
    "quarantined_count": pl.Int64(),
}
_COUNTED = """
    SELECT j.key, v.number, n.node, n.entered, n.here, n.quarantined
    FROM (
        SELECT version_id, node, entered_count AS entered, here_count AS here, quarantined_count AS quarantined
        FROM journeys_node_count WHERE workspace_id = %s
        UNION ALL
        SELECT version_id, node, 0, -COUNT(CASE state WHEN 'active' THEN 1 END),
            -COUNT(CASE state WHEN 'quarantined' THEN 1 END)
        FROM journeys_enrollment WHERE workspace_id = %s GROUP BY version_id, node
        UNION ALL
        SELECT version_id, '', -COUNT(*), 0, 0 FROM journeys_enrollment
        WHERE workspace_id = %s AND (state <> 'active' OR node <> '') GROUP BY version_id
        UNION ALL
        SELECT e.version_id, s.node, -COUNT(*), 0, 0
        FROM journeys_step s JOIN journeys_enrollment e ON e.id = s.enrollment_id
        WHERE s.workspace_id = %s GROUP BY e.version_id, s.node
    ) n JOIN journeys_version v ON v.id = n.version_id JOIN journeys_journey j ON j.id = v.journey_id
"""


@cache
def node_types() -> NodeTypes:
    """Return the kinds of nodes that rooms offer."""
    return {module.NODE.kind: module.NODE for module in members("nodes")}


def journeys(workspace_id: int) -> list[JourneySummary]:
    """Return every journey of a workspace with its counts, newest first."""
    counts = NodeCountRow.objects.filter(workspace_id=workspace_id).values("version__journey_id")
    entered, stuck = Sum("entered_count", filter=Q(node=ENTRY)), Sum("quarantined_count")
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
    journey = version.journey
    rows = NodeCountRow.objects.filter(workspace_id=workspace_id, version__journey__key=key).values("node")
    sums = rows.annotate(entered=Sum("entered_count"), here=Sum("here_count"))
    counts = {row["node"]: (row["entered"], row["here"]) for row in sums}
    kinds, nothing = node_types(), (0, 0)
    entry = GraphNode(ENTRY_ID, ENTRY_ID, _("Entry"), journey.entry.event, *counts.get(ENTRY, nothing))
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
        for node in version.journey.nodes:
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
        entered = entered.exclude(state="active", node=ENTRY)
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


def step_count(workspace_id: int) -> int:
    """Return how many steps customers took in all journeys so far."""
    return StepRow.objects.filter(workspace_id=workspace_id).count()


def next_due_at(workspace_id: int) -> datetime | None:
    """Return the next instant at which a customer's way through an active journey goes on."""
    waiting = EnrollmentRow.objects.filter(workspace_id=workspace_id, due_at__isnull=False, journey__state="active")
    return cast("datetime | None", waiting.aggregate(at=Min("due_at"))["at"])


def due(workspace_id: int, *, now: datetime, limit: int) -> pl.DataFrame:
    """Return the enrollments in active journeys (columns of WAITING) whose time has come, longest waiting first."""
    names = ", ".join(f"e.{name}" for name in WAITING)
    return select_frame(
        f"SELECT {names} FROM journeys_enrollment e JOIN journeys_journey j ON j.id = e.journey_id "
        "WHERE e.workspace_id = %s AND e.due_at <= %s AND j.state = 'active' ORDER BY e.due_at, e.id LIMIT %s",
        [workspace_id, now, limit],
        schema=WAITING,
    )


def open_journeys(workspace_id: int) -> pl.DataFrame:
    """Return the versions (columns of OPEN) that customers enter now."""
    rows = VersionRow.objects.filter(
        workspace_id=workspace_id, journey__state="active", number=F("journey__active_number")
    ).select_related("journey")
    entries = [
        {
            "journey_id": row.journey_id,
            "journey": row.journey.key,
            "version_id": row.pk,
            "event": version_of(row).journey.entry.event,
            "activated_seq": row.journey.activated_seq,
            "entries_from": row.journey.entries_from,
        }
        for row in rows.order_by("journey_id")
    ]
    return pl.DataFrame(entries, schema=OPEN)


def versions(workspace_id: int, ids: Iterable[int]) -> tuple[list[Version], list[int]]:
    """Return some versions, and the ids of those whose journey is active."""
    rows = VersionRow.objects.filter(workspace_id=workspace_id, pk__in=list(ids)).select_related("journey")
    found = list(rows.order_by("id"))
    return [version_of(row) for row in found], [row.pk for row in found if row.journey.state == "active"]


def enrolled(workspace_id: int) -> pl.DataFrame:
    """Return the `journey_id` and `customer_id` of every enrollment."""
    sql = "SELECT journey_id, customer_id FROM journeys_enrollment WHERE workspace_id = %s"
    return select_frame(sql, [workspace_id], schema={"journey_id": pl.Int64(), "customer_id": pl.Int64()})


def count_differences(workspace_id: int) -> pl.DataFrame:
    """Return by how much the counts of nodes are off from the rows they count; nothing when they are true."""
    # One statement sees one instant, whatever is written meanwhile.
    rows = select_frame(_COUNTED, [workspace_id] * 4, schema=_DIFFERENCES)
    summed = rows.group_by("journey", "version", "node").agg(pl.col("^.*_count$").sum())
    return summed.filter(pl.any_horizontal(pl.col("^.*_count$") != 0)).sort("journey", "version", "node")


def would_enter(workspace_id: int, key: str, *, event: str, up_to: int) -> pl.DataFrame:
    """Return each `customer_id` with an entry event in the stream up to a `seq`, and not enrolled yet."""
    did = doers(scan(workspace_id).filter(pl.col("seq") <= up_to), event=event)
    rows = EnrollmentRow.objects.filter(workspace_id=workspace_id, journey__key=key)
    known = pl.DataFrame({"customer_id": list(rows.values_list("customer_id", flat=True))}, schema=did.schema)
    return did.join(known, on="customer_id", how="anti").sort("customer_id")


def version_of(row: VersionRow) -> Version:
    """Return a stored version as a value."""
    return Version(row.pk, row.number, _decoded(row.definition))


@lru_cache(maxsize=1_000)  # a definition never changes
def _decoded(text: str) -> Journey:
    return from_json(text, node_types=node_types())


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
