"""Read and draw the editor of a journey: its graph, the panel beside it, its text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext

from tenure.console.journey_wording import ENTRIES, FIELDS, REENTRIES, WAYS
from tenure.console.presenting.segment_editor import Option
from tenure.console.rules.drawn_fields import MOST_ROWS, DrawnField, DrawnList, Takes, drawn, read
from tenure.console.rules.journey_edits import DraftEdge, drawn_edges, has_plain_way, settings_data
from tenure.console.wording import NODES, OTHER_NODE
from tenure.journeys.rules import codec
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.entrances import DateEntry, EventEntry, Exit, Goal, SegmentEntry, StageEntry
from tenure.journeys.rules.entry_words import entry_words
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.views import ENTRY_ID, Graph, GraphEdge
from tenure.ui.rules.graph.layout import layout
from tenure.ui.rules.graph.values import Box, Link, Measures, Wire
from tenure.ui.rules.navigation import Label

MEASURES: Final = Measures(row_gap=58, wire_width=132)
PILL_WIDTH: Final = 136
PILL_HEIGHT: Final = 26
MOST_PAST: Final = 12
ENTRY_KINDS: Final[Mapping[str, type[object] | None]] = {
    "event": EventEntry,
    "segment": SegmentEntry,
    "stage": StageEntry,
    "date": DateEntry,
    "api": None,
}
# What a journey says of itself that the panel does not ask for stays as it is.
_ASKED: Final = ("name", "entry", "reentry", "goal", "exit", "holdout", "priority", "exclusion")


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is writing. `shown` is the text of the drawing, `past` are those before it, newest last."""

    editing: str = ""
    text: str = ""
    shown: str = ""
    past: tuple[str, ...] = ()
    panel: str = ""

    @property
    def verb(self) -> str:
        """Return what the panel is about: `node`, `add`, or nothing."""
        return self.panel.partition(":")[0]

    @property
    def about(self) -> tuple[str, ...]:
        """Return of which nodes the panel is."""
        return tuple(self.panel.split(":")[1:])


@dataclass(frozen=True, slots=True)
class InputView:
    """One field of the panel."""

    name: str
    label: Label | str
    takes: Takes
    value: str
    offers: str
    is_required: bool
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class ListView:
    """A list in the panel; the last row is empty."""

    label: Label | str
    rows: tuple[tuple[InputView, ...], ...]


@dataclass(frozen=True, slots=True)
class BoxView:
    """A node in its place."""

    id: str
    box: Box
    title: Label | str
    detail: str
    icon: str
    tone: str
    entered_count: int
    here_count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class WireView:
    """An edge in its place, and the button on it."""

    wire: Wire
    label: str
    left: int
    top: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Canvas:
    """A draft ready to be drawn."""

    width: int
    height: int
    boxes: tuple[BoxView, ...]
    wires: tuple[WireView, ...]


def read_draft(said: QueryDict) -> Draft:
    """Return what somebody is writing."""
    return Draft(
        editing=said.get("editing", ""),
        text=_lines(said.get("text", "")),
        shown=_lines(said.get("shown", "")),
        past=_past(said.get("past", "")),
        panel=said.get("panel", ""),
    )


def turned(draft: Draft, text: str, *, panel: str) -> Draft:
    """Return a draft whose text became another; the one before can be taken back to."""
    past = draft.past if text == draft.shown else (*draft.past, draft.shown)[-MOST_PAST:]
    return replace(draft, text=text, shown=text, past=past, panel=panel)


def undone(draft: Draft) -> Draft:
    """Return a draft as it was before the last change."""
    if not draft.past:
        return draft
    text = draft.past[-1]
    return replace(draft, text=text, shown=text, past=draft.past[:-1], panel="")


def past_text(draft: Draft) -> str:
    """Return the texts before as a form carries them."""
    return json.dumps(draft.past, ensure_ascii=False)


def canvas(journey: Journey, node_types: NodeTypes, *, counts: Mapping[str, tuple[int, int]], draft: Draft) -> Canvas:
    """Return a journey as the editor draws it."""
    boxes: dict[str, tuple[str, Label | str, str]] = {
        ENTRY_ID: (ENTRY_ID, gettext("Entry"), entry_words(journey.entry))
    }
    boxes |= {node.id: (node.kind, node_types[node.kind].label, node.settings.detail()) for node in journey.nodes}
    edges = drawn_edges(journey)
    links = [Link(edge.source, edge.target, edge_label(edge)) for edge in edges]
    placed = layout(list(boxes), links, measures=MEASURES)
    return Canvas(
        placed.width,
        placed.height,
        tuple(_box(box, *boxes[box.id], counts.get(box.id, (0, 0)), draft) for box in placed.boxes),
        tuple(_wire(wire, placed.width, draft) for wire in placed.wires),
    )


def edge_label(edge: DraftEdge) -> str:
    """Return what an edge is called."""
    return " · ".join(str(WAYS.get(said, said)) for said in dict.fromkeys(edge.says))


def named_edges(graph: Graph, journey: Journey) -> Graph:
    """Return a journey as it is drawn, its edges called as what leads there."""
    labels = {(each.source, each.target): edge_label(each) for each in drawn_edges(journey)}
    edges = (GraphEdge(each.source, each.target, labels.get((each.source, each.target), "")) for each in graph.edges)
    return replace(graph, edges=tuple(edges))


def node_panel(
    journey: Journey, node_id: str, node_types: NodeTypes, said: Mapping[str, str] | None
) -> tuple[InputView | ListView, ...]:
    """Return the fields of a node; `said` is what was filled in and could not be used."""
    node = next(each for each in journey.nodes if each.id == node_id)
    kind = node_types[node.kind].settings
    data = settings_data(journey, node_id) if said is None else read(kind, said, prefix="set.")
    nodes = [each.id for each in journey.nodes if each.id != node_id]
    found = [_view(each, nodes) for each in drawn(kind, data, prefix="set.")]
    if not has_plain_way(node):
        return tuple(found)
    onward = DrawnField("onward", "next", "", "node", is_required=False, value=node.next or "")
    return (*found, _view(onward, nodes))


def journey_panel(journey: Journey) -> dict[str, object]:
    """Return the fields of a journey itself."""
    data = codec.to_data(journey)
    entry: Any = data["entry"]
    kind = next(each for each in ENTRY_KINDS if each in entry)
    reentry: Any = data["reentry"]
    every: Any = reentry["every_days"] if isinstance(reentry, dict) else ""
    goal: Any = data.get("goal") or {}
    exits: Any = data.get("exit") or []
    return {
        "name": journey.name,
        "key": journey.key,
        "entries": tuple(Option(name, label, name == kind) for name, label in ENTRIES.items()),
        "entry_fields": tuple(
            (name, tuple(_view(each, []) for each in drawn(of, _entry_data(name, entry), prefix=f"entry.{name}.")))
            for name, of in ENTRY_KINDS.items()
            if of is not None
        ),
        "reentries": tuple(Option(name, label, name == _reentry_kind(reentry)) for name, label in REENTRIES.items()),
        "every_days": every,
        "goal": tuple(_view(each, []) for each in drawn(Goal, goal, prefix="goal.")),
        "exits": _view(_exits(exits), []),
        "holdout": f"{journey.holdout * 100:g}",
        "priority": journey.priority,
        "exclusion": journey.exclusion or "",
    }


def journey_said(journey: Journey, said: QueryDict, *, is_new: bool) -> dict[str, Any]:
    """Return a journey as plain data with what the panel about it says."""
    data: dict[str, Any] = {name: value for name, value in codec.to_data(journey).items() if name not in _ASKED}
    told = {name: said.get(name, "") for name in said}
    kind = told.get("entry_kind", "event")
    of = ENTRY_KINDS.get(kind)
    own: Any = read(of, told, prefix=f"entry.{kind}.") if of is not None else {}
    data["entry"] = {"api": True} if kind == "api" else ({"date": own} if kind == "date" else own)
    reentry = told.get("reentry", "never")
    data["reentry"] = {"every_days": _number(told.get("every_days", ""))} if reentry == "every_days" else reentry
    goal = read(Goal, told, prefix="goal.")
    rows = [read(Exit, told, prefix=f"exit.{at}.") for at in range(MOST_ROWS)]
    exits = [row for row in rows if row] or None
    wanted = {
        "key": told.get("key", "").strip() if is_new else journey.key,
        "name": told.get("name", "").strip(),
        "goal": goal if goal.get("event") else None,
        "exit": exits,
        "holdout": _share(told.get("holdout", "")),
        "priority": _number(told.get("priority", "")),
        "exclusion": told.get("exclusion", "").strip() or None,
    }
    return {name: value for name, value in {**data, **wanted}.items() if value is not None}


def node_said(kind: type[object], said: QueryDict) -> dict[str, Any]:
    """Return what the panel of a node says, as plain data."""
    return dict(read(kind, {name: said.get(name, "") for name in said}, prefix="set."))


def kinds_offered(node_types: NodeTypes) -> tuple[tuple[str, Label, str, str], ...]:
    """Return the kinds of nodes to choose from: the word, the name, the icon and the tone of each."""
    order = {kind: place for place, kind in enumerate(NODES)}
    kinds = sorted(node_types, key=lambda kind: order.get(kind, len(order)))
    return tuple((kind, node_types[kind].label, *NODES.get(kind, OTHER_NODE)) for kind in kinds)


def _exits(rows: Iterable[Mapping[str, Any]]) -> DrawnList:
    filled = [*rows, {}]
    fields = (
        tuple(each for each in drawn(Exit, row, prefix=f"exit.{at}.") if isinstance(each, DrawnField))
        for at, row in enumerate(filled)
    )
    return DrawnList("events", "", tuple(fields))


def _view(each: DrawnField | DrawnList, nodes: Sequence[str]) -> Any:  # noqa: ANN401 - one for one
    if isinstance(each, DrawnList):
        return ListView(
            FIELDS.get(each.key, each.key), tuple(tuple(_view(one, nodes) for one in row) for row in each.rows)
        )
    options: tuple[Option, ...] = ()
    if each.takes == "node":
        options = (
            Option("", gettext("the following step"), not each.value),
            *(Option(node, node, node == each.value) for node in nodes),
        )
    return InputView(
        each.name, FIELDS.get(each.key, each.key), each.takes, each.value, each.key, each.is_required, options
    )


def _box(box: Box, kind: str, title: Label | str, detail: str, counts: tuple[int, int], draft: Draft) -> BoxView:
    icon, tone = NODES.get(kind, OTHER_NODE)
    is_current = draft.verb == "node" and draft.about == (box.id,)
    return BoxView(box.id, box, title, detail, icon, tone, *counts, is_current=is_current)


def _wire(wire: Wire, width: int, draft: Draft) -> WireView:
    left = max(0, min(wire.label_x - PILL_WIDTH // 2, width - PILL_WIDTH))
    is_current = draft.verb == "add" and draft.about == (wire.source, wire.target)
    return WireView(wire, wire.label, left, wire.label_y - PILL_HEIGHT // 2, is_current)


def _entry_data(name: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    if name not in entry:
        return {}
    own: Mapping[str, Any] = entry["date"] if name == "date" else entry
    return own


def _reentry_kind(reentry: object) -> str:
    return reentry if isinstance(reentry, str) else "every_days"


def _number(text: str) -> object:
    return int(text) if text.strip().lstrip("-").isdigit() else (text.strip() or None)


def _share(text: str) -> object:
    try:
        return round(float(text.replace(",", ".")) / 100, 6)
    except ValueError:
        return text.strip() or None


def _past(text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text or "[]")
    except json.JSONDecodeError:
        return ()
    return (
        tuple(_lines(each) for each in found if isinstance(each, str))[-MOST_PAST:] if isinstance(found, list) else ()
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
