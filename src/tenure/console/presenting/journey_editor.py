"""Read and draw the editor of a journey: its graph, and the draft that a form carries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.http import QueryDict
from django.utils.translation import gettext

from tenure.console.journey_wording import WAYS
from tenure.console.rules.form_names import node_of
from tenure.console.rules.journey_edits import DraftEdge, drawn_edges
from tenure.console.wording import NODES, OTHER_NODE
from tenure.journeys.rules.definition import Journey
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
JOURNEY_PANEL: Final = "journey"


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


def panel_of(journey: Journey, field: str) -> str:
    """Return the panel in which a field of a journey is; empty when none has it."""
    at = node_of(field)
    if at is None:
        return JOURNEY_PANEL if field and field != "nodes" else ""
    return f"node:{journey.nodes[at].id}" if at < len(journey.nodes) else ""


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


def kinds_offered(node_types: NodeTypes) -> tuple[tuple[str, Label, str, str], ...]:
    """Return the kinds of nodes to choose from: the word, the name, the icon and the tone of each."""
    order = {kind: place for place, kind in enumerate(NODES)}
    kinds = sorted(node_types, key=lambda kind: order.get(kind, len(order)))
    return tuple((kind, node_types[kind].label, *NODES.get(kind, OTHER_NODE)) for kind in kinds)


def _box(box: Box, kind: str, title: Label | str, detail: str, counts: tuple[int, int], draft: Draft) -> BoxView:
    icon, tone = NODES.get(kind, OTHER_NODE)
    is_current = draft.verb == "node" and draft.about == (box.id,)
    return BoxView(box.id, box, title, detail, icon, tone, *counts, is_current=is_current)


def _wire(wire: Wire, width: int, draft: Draft) -> WireView:
    left = max(0, min(wire.label_x - PILL_WIDTH // 2, width - PILL_WIDTH))
    is_current = draft.verb == "add" and draft.about == (wire.source, wire.target)
    return WireView(wire, wire.label, left, wire.label_y - PILL_HEIGHT // 2, is_current)


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
