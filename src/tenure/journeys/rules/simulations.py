"""Tell what a simulation found, in numbers that people read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from tenure.journeys.rules.definition import ENTRY, Version
from tenure.journeys.rules.runs import ACTIVE, COMPLETED, EXITED, HELD_OUT, HOLDOUT, QUARANTINED
from tenure.journeys.rules.simulating import Played
from tenure.journeys.rules.views import ENTRY_ID
from tenure.messaging.rules.settings import Cap

QUEUE: Final = "queue_message"
# What was really sent during a simulated time.
SENT: Final = pl.Schema(
    {
        "customer_id": pl.Int64(),
        "channel": pl.String(),
        "journey": pl.String(),
        "message_class": pl.String(),
        "at": pl.Datetime("us", "UTC"),
    }
)
OPEN_LOOP: Final = (
    "The loop is open: what customers would have done about these messages is not invented; events are real ones."
)
TRAITS_NOW: Final = "Conditions on traits were answered with what is known today, not with what was known then."
NO_GATE: Final = "Messages are those that the journey asks for; consent, caps and quiet hours were not applied to them."

_KEYS: Final = {
    "channel": ("customer_id", "channel"),
    "customer": ("customer_id",),
    "journey": ("customer_id", "journey"),
}


@dataclass(frozen=True, slots=True)
class NodeSeen:
    """How many customers met a node, how often, and how many stand there at the end, by arm where there are arms."""

    id: str
    kind: str
    arrived_count: int
    customer_count: int
    here_count: int
    arms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DayOfMessages:
    """How many messages were asked for on a day of the workspace, over a channel."""

    date: date
    channel: str
    count: int


@dataclass(frozen=True, slots=True)
class DayOfEntries:
    """How many entered on a day of the workspace, and how many were only watched."""

    date: date
    entered_count: int
    held_out_count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many runs ended early, or stopped."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class CapHint:
    """How many messages a frequency cap would hold back, with what was really sent counted and without."""

    cap: str
    own_count: int
    with_others_count: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many customers got a message of another journey on a day on which this one would have sent one, too."""

    journey: str
    customer_count: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a version of a journey would have done in a time."""

    journey: str
    version: int
    starts_at: datetime
    ends_at: datetime
    wanted_count: int
    entered_count: int
    held_out_count: int
    refused_count: int
    active_count: int
    completed_count: int
    goal_count: int
    held_out_goal_count: int
    exited: Sequence[Reason]
    quarantined: Sequence[Reason]
    entries: Sequence[DayOfEntries]
    nodes: Sequence[NodeSeen]
    messages: Sequence[DayOfMessages]
    message_count: int
    caps: Sequence[CapHint]
    overlaps: Sequence[Overlap]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is needed to read a simulation: zone, caps, classes by template, what was really sent (SENT), and notes."""

    zone: str
    caps: Sequence[Cap]
    classes: Mapping[str, str]
    sent: pl.DataFrame
    notes: Sequence[str]


def simulation(made: Played, version: Version, *, around: Surroundings, span: tuple[datetime, datetime]) -> Simulation:
    """Return what a simulation found."""
    runs, messages = made.runs, _messages(made.effects, version, around.classes)
    moved, watched = runs.filter(pl.col("arm") != HOLDOUT), runs.filter(pl.col("state") == HELD_OUT)
    states = dict(moved.group_by("state").len().iter_rows())
    return Simulation(
        journey=version.journey.key,
        version=version.number,
        starts_at=span[0],
        ends_at=span[1],
        wanted_count=made.wanted,
        entered_count=moved.height,
        held_out_count=watched.height,
        refused_count=made.wanted - runs.height,
        active_count=states.get(ACTIVE, 0),
        completed_count=states.get(COMPLETED, 0),
        goal_count=moved["goal_at"].count(),
        held_out_goal_count=watched["goal_at"].count(),
        exited=_reasons(moved, EXITED),
        quarantined=_reasons(moved, QUARANTINED),
        entries=_entries(runs, around.zone),
        nodes=_nodes(made, moved, version),
        messages=_days(messages, around.zone),
        message_count=messages.height,
        caps=[_cap_hint(cap, messages, around.sent) for cap in around.caps],
        overlaps=_overlaps(messages, around.sent, zone=around.zone),
        notes=(OPEN_LOOP, TRAITS_NOW, NO_GATE, *around.notes),
    )


def _messages(effects: pl.DataFrame, version: Version, classes: Mapping[str, str]) -> pl.DataFrame:
    told = pl.col("payload")
    asked = effects.filter(pl.col("effect") == QUEUE).with_columns(
        channel=told.str.json_path_match("$.channel"),
        template=told.str.json_path_match("$.template"),
        journey=pl.lit(version.journey.key),
    )
    by_class = pl.col("template").replace_strict(dict(classes), default="marketing", return_dtype=pl.String)
    return asked.with_columns(message_class=by_class).select(SENT.names()).cast(SENT)


def _reasons(runs: pl.DataFrame, state: str) -> list[Reason]:
    counts = runs.filter(pl.col("state") == state).group_by("reason").len()
    return [Reason(*row) for row in counts.sort("len", "reason", descending=[True, False]).iter_rows()]


def _nodes(made: Played, runs: pl.DataFrame, version: Version) -> list[NodeSeen]:
    people = pl.col("customer_id").n_unique()
    counts = made.steps.group_by("node").agg(pl.len(), people).iter_rows()
    by_node: dict[str, tuple[int, int]] = {node: (arrivals, customers) for node, arrivals, customers in counts}
    here = dict(runs.filter(pl.col("state") == ACTIVE).group_by("node").len().iter_rows())
    arms: dict[str, dict[str, int]] = {}
    met = made.steps.filter(pl.col("arm").is_not_null()).group_by("node", "arm").agg(people)
    for node, arm, count in met.sort("node", "arm").iter_rows():
        arms.setdefault(node, {})[arm] = count
    kinds = {ENTRY: ENTRY_ID, **{node.id: node.kind for node in version.journey.expanded().nodes}}
    return [
        NodeSeen(
            id=node or ENTRY_ID,
            kind=kind,
            arrived_count=by_node.get(node, (0, 0))[0],
            customer_count=by_node.get(node, (0, 0))[1],
            here_count=here.get(node, 0),
            arms=arms.get(node, {}),
        )
        for node, kind in kinds.items()
    ]


def _entries(runs: pl.DataFrame, zone: str) -> list[DayOfEntries]:
    """Return each day on which somebody came in."""
    is_held = pl.col("arm") == HOLDOUT
    days = runs.select(_day(zone, "enrolled_at"), is_held=is_held).group_by("day")
    counts = days.agg(entered=(~pl.col("is_held")).sum(), held=pl.col("is_held").sum()).sort("day")
    return [DayOfEntries(*row) for row in counts.iter_rows()]


def _days(messages: pl.DataFrame, zone: str) -> list[DayOfMessages]:
    counts = messages.group_by(_day(zone), "channel").len().sort("day", "channel")
    return [DayOfMessages(*row) for row in counts.iter_rows()]


def _cap_hint(cap: Cap, messages: pl.DataFrame, sent: pl.DataFrame) -> CapHint:
    own = messages.with_columns(is_own=True)
    others = sent.with_columns(is_own=False)
    return CapHint(cap.sentence, _over(cap, own), _over(cap, pl.concat([own, others])))


def _over(cap: Cap, messages: pl.DataFrame) -> int:
    """Return how many of a journey's own messages are one more than a cap allows in its hours."""
    keys = list(_KEYS[cap.per])
    counted = messages.filter(pl.col("message_class").is_in(list(cap.classes))).sort("at", maintain_order=True)
    # So many messages earlier was too lately.
    before = pl.col("at").shift(cap.count).over(keys)
    is_over = (pl.col("at") - before) < timedelta(hours=cap.hours)
    return counted.filter(is_over & pl.col("is_own")).height


def _overlaps(messages: pl.DataFrame, sent: pl.DataFrame, *, zone: str) -> list[Overlap]:
    days = messages.select("customer_id", _day(zone)).unique()
    others = sent.filter(pl.col("journey").is_not_null()).join(
        messages.select("journey").unique(), on="journey", how="anti"
    )
    met = others.select("customer_id", "journey", _day(zone)).join(days, on=["customer_id", "day"], how="semi")
    counts = met.group_by("journey").agg(count=pl.col("customer_id").n_unique())
    return [Overlap(*row) for row in counts.sort("count", "journey", descending=[True, False]).iter_rows()]


def _day(zone: str, instant: str = "at") -> pl.Expr:
    return pl.col(instant).dt.convert_time_zone(zone).dt.date().alias("day")
