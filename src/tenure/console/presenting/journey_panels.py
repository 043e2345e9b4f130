"""Read and draw the panel beside a journey's drawing: the fields of a node, and those of the journey itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext

from tenure.console.journey_wording import ABOUT, ENTRIES, FIELDS, REENTRIES, UNITS
from tenure.console.presenting.segment_editor import Option
from tenure.console.rules.drawn_fields import MOST_ROWS, DrawnField, DrawnList, Takes, drawn, parts, read
from tenure.console.rules.form_names import beside, journey_field, node_field
from tenure.console.rules.journey_edits import arms_data, changed, has_arms, has_plain_way, settings_data
from tenure.journeys.rules import codec
from tenure.journeys.rules.definition import DEFAULT_PRIORITY, Journey
from tenure.journeys.rules.entrances import DateEntry, EventEntry, Exit, Goal, SegmentEntry, StageEntry
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.settings import Node
from tenure.ui.rules.navigation import Label

ENTRY_KINDS: Final[Mapping[str, type[object] | None]] = {
    "event": EventEntry,
    "segment": SegmentEntry,
    "stage": StageEntry,
    "date": DateEntry,
    "api": None,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was filled in, if it could not be used; which field of the journey is at fault, and why."""

    said: Mapping[str, str]
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class InputView:
    """One field of the panel; `usual` is what holds while it is empty, `problem` what is wrong with it."""

    name: str
    label: Label | str
    takes: Takes
    value: str
    offers: str
    is_required: bool
    options: tuple[Option, ...] = ()
    usual: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """A list in the panel; the last row is empty."""

    label: Label | str
    rows: tuple[tuple[InputView, ...], ...]


@dataclass(frozen=True, slots=True)
class ArmView:
    """One arm of a node: its name, its share, and what is otherwise there."""

    name: str
    fields: tuple[InputView | ListView, ...]


@dataclass(frozen=True, slots=True)
class NodePanel:
    """The fields of a node, and where it can have arms those that it has and empty ones."""

    fields: tuple[InputView | ListView, ...]
    arms: tuple[ArmView, ...]
    blanks: tuple[ArmView, ...]
    has_arms: bool
    arms_problem: str

    @property
    def says(self) -> bool:
        """Return whether what is wrong stands beside one of the fields."""
        listed = (self.fields, *(arm.fields for arm in (*self.arms, *self.blanks)))
        return bool(self.arms_problem) or any(_says(each) for fields in listed for each in fields)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What fields are drawn with: the nodes that they may lead to, the field at fault and what is wrong."""

    nodes: Sequence[str] = ()
    at_fault: str = ""
    problem: str = ""

    def view(self, each: DrawnField | DrawnList) -> InputView | ListView:
        """Return a field or a list as the panel shows it."""
        if isinstance(each, DrawnField):
            return self.one(each)
        return ListView(FIELDS.get(each.key, each.key), tuple(tuple(map(self.one, row)) for row in each.rows))

    def one(self, each: DrawnField) -> InputView:
        """Return a field as the panel shows it."""
        label, problem = FIELDS.get(each.key, each.key), self.problem if each.name == self.at_fault else ""
        options: tuple[Option, ...] = ()
        if each.takes == "node":
            options = (
                Option("", gettext("the following step"), not each.value),
                *(Option(node, node, node == each.value) for node in self.nodes),
            )
        return InputView(
            each.name, label, each.takes, each.value, each.key, each.is_required, options, each.usual, problem
        )

    def plain(self, name: str, value: str) -> InputView:
        """Return a field of the journey itself as the panel shows it."""
        problem = self.problem if name == self.at_fault else ""
        return InputView(name, ABOUT.get(name, name), "line", value, "", is_required=False, problem=problem)


def node_panel(journey: Journey, node_id: str, node_types: NodeTypes, refusal: Refusal | None) -> NodePanel:
    """Return the panel of a node, with what was filled in and could not be used."""
    at, node = next((at, each) for at, each in enumerate(journey.nodes) if each.id == node_id)
    kind = node_types[node.kind].settings
    others = [each.id for each in journey.nodes if each.id != node_id]
    drawing = _Drawing(others)
    data, arms = settings_data(journey, node_id), arms_data(journey, node_id)
    if refusal is not None:
        name = node_field(refusal.field, at=at, kind=node.kind)
        drawing = _Drawing(others, name, beside(refusal.message, refusal.field))
        data = read(kind, refusal.said, prefix="set.") if refusal.said else data
        arms = _arms_said(kind, refusal.said, arms) if refusal.said else arms
    found = [drawing.view(each) for each in drawn(kind, data, prefix="set.")]
    if has_plain_way(node):
        onward = (refusal.said if refusal else {}).get("onward", node.next or "")
        found.append(drawing.one(DrawnField("onward", "next", "", "node", is_required=False, value=onward)))
    # One arm alone is none.
    drawn_arms = [*arms, {}] if arms else [{}, {}]
    views = tuple(_arm(kind, at, arm, data, drawing) for at, arm in enumerate(drawn_arms)) if has_arms(node) else ()
    return NodePanel(
        tuple(found),
        views[: len(arms)],
        views[len(arms) :],
        has_arms=has_arms(node),
        arms_problem=drawing.problem if drawing.at_fault == "variants" else "",
    )


def node_said(journey: Journey, node: Node, node_types: NodeTypes, said: QueryDict) -> dict[str, Any]:
    """Return a journey as plain data with what the panel of a node says."""
    kind, told = node_types[node.kind].settings, _told(said)
    arms = _arms_said(kind, told, arms_data(journey, node.id)) if has_arms(node) else None
    own = read(kind, told, prefix="set.")
    return changed(journey, node.id, settings=own, onward=told.get("onward", node.next or ""), variants=arms)


def journey_panel(journey: Journey, refusal: Refusal | None) -> dict[str, object]:
    """Return the fields of a journey itself, with what was filled in and could not be used."""
    said = refusal.said if refusal else {}
    data: Mapping[str, Any] = _journey_data(journey, said) if said else codec.to_data(journey)
    entry: Any = data["entry"]
    kind = said.get("entry_kind", "event") if said else next(each for each in ENTRY_KINDS if each in entry)
    drawing = _Drawing()
    if refusal is not None:
        name = journey_field(refusal.field, entry=kind)
        drawing = _Drawing((), name, beside(refusal.message, refusal.field))
    reentry: Any = data["reentry"]
    is_spaced = isinstance(reentry, dict)
    holdout: Any = data.get("holdout", 0)
    plain = {
        "name": data.get("name", ""),
        "key": data.get("key", ""),
        "reentry": "",
        "every_days": reentry["every_days"] if is_spaced else "",
        "holdout": f"{holdout * 100:g}" if isinstance(holdout, int | float) else holdout,
        "holdout_reason": data.get("holdout_reason", ""),
        "priority": data.get("priority", DEFAULT_PRIORITY),
        "exclusion": data.get("exclusion", ""),
    }
    found: dict[str, object] = {name: drawing.plain(name, str(value)) for name, value in plain.items()} | {
        "entries": _options(ENTRIES, kind),
        "entry_fields": tuple(
            (name, tuple(map(drawing.view, drawn(of, _entry_data(name, entry), prefix=f"entry.{name}."))))
            for name, of in ENTRY_KINDS.items()
            if of is not None
        ),
        "reentries": _options(REENTRIES, "every_days" if is_spaced else reentry),
        "goal": tuple(map(drawing.view, drawn(Goal, data.get("goal") or {}, prefix="goal."))),
        "exits": drawing.view(_exits(data.get("exit") or [])),
        "is_required": bool(data.get("required")),
        "units": _options(UNITS, data.get("randomize_by", "customer")),
    }
    return {**found, "says": any(_says(each) for each in found.values())}


def journey_said(journey: Journey, said: QueryDict, *, is_new: bool) -> dict[str, Any]:
    """Return a journey as plain data with what the panel about it says."""
    data = _journey_data(journey, _told(said))
    return data if is_new else {**data, "key": journey.key}


def _journey_data(journey: Journey, told: Mapping[str, str]) -> dict[str, Any]:
    kind = told.get("entry_kind", "event")
    of = ENTRY_KINDS.get(kind)
    own: Any = read(of, told, prefix=f"entry.{kind}.") if of is not None else {}
    reentry = told.get("reentry", "never")
    rows = [read(Exit, told, prefix=f"exit.{at}.") for at in range(MOST_ROWS)]
    is_required = told.get("required") == "1"
    wanted = {
        "key": told.get("key", journey.key).strip(),
        "name": told.get("name", "").strip(),
        "entry": {"api": True} if kind == "api" else ({"date": own} if kind == "date" else own),
        "reentry": {"every_days": _number(told.get("every_days", ""))} if reentry == "every_days" else reentry,
        "goal": read(Goal, told, prefix="goal.") or None,
        "exit": [row for row in rows if row] or None,
        # What everyone must get is held back from nobody; its form does not ask.
        "holdout": None if is_required else _share(told.get("holdout", "")),
        "holdout_reason": told.get("holdout_reason", "").strip() or None,
        "required": is_required or None,
        "randomize_by": told.get("randomize_by") or None,
        "priority": _number(told.get("priority", "")),
        "exclusion": told.get("exclusion", "").strip() or None,
        "nodes": codec.to_data(journey)["nodes"],
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _arms_said(kind: type[object], said: Mapping[str, str], before: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return the arms that were filled in; what an arm took back that all arms say, it still takes back."""
    found = []
    for at in range(MOST_ROWS):
        own = read(kind, said, prefix=f"variants.{at}.set.")
        name, share = (said.get(f"variants.{at}.{each}", "").strip() for each in ("name", "share"))
        if name or share or own:
            gone = {key for key, value in (before[at] if at < len(before) else {}).items() if value is None}
            told = {"name": name or None, "share": _fraction(share)}
            heads = {key: value for key, value in told.items() if value is not None}
            found.append({**heads, **dict.fromkeys(gone - set(own)), **own})
    return found


def _arm(kind: type[object], at: int, arm: Mapping[str, Any], usual: Mapping[str, Any], drawing: _Drawing) -> ArmView:
    """Return an arm; what all arms say stands faintly in its empty fields."""
    prefix = f"variants.{at}."
    heads = [
        DrawnField(f"{prefix}name", "arm", "", "line", is_required=True, value=str(arm.get("name", ""))),
        DrawnField(f"{prefix}share", "share", "", "number", is_required=True, value=str(arm.get("share", ""))),
    ]
    # Where an arm leads, and with that the fields that lead there, is one for all arms.
    leads = {part.key for part in parts(kind) if part.takes == "node"}
    shared = {f"{prefix}set.{name}": value for name, value in _plain(kind, usual)}
    own = [each for each in drawn(kind, arm, prefix=f"{prefix}set.") if each.key not in leads]
    views = [drawing.view(_with_usual(each, shared)) for each in (*heads, *own)]
    return ArmView(str(arm.get("name", "")), tuple(views))


def _plain(kind: type[object], data: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    return ((each.name, each.value or each.usual) for each in drawn(kind, data) if isinstance(each, DrawnField))


def _with_usual(each: DrawnField | DrawnList, shared: Mapping[str, str]) -> DrawnField | DrawnList:
    if isinstance(each, DrawnList):
        return each
    usual = shared.get(each.name, each.usual)
    return DrawnField(each.name, each.key, each.help, each.takes, each.is_required, each.value, usual)


def _says(each: object) -> bool:
    match each:
        case InputView(problem=problem):
            return bool(problem)
        case ListView(rows=rows):
            return any(one.problem for row in rows for one in row)
        case tuple():
            return any(_says(one) for one in each)
        case _:
            return False


def _exits(rows: Iterable[Mapping[str, Any]]) -> DrawnList:
    filled = [*rows, {}]
    fields = (
        tuple(each for each in drawn(Exit, row, prefix=f"exit.{at}.") if isinstance(each, DrawnField))
        for at, row in enumerate(filled)
    )
    return DrawnList("events", "", tuple(fields))


def _options(names: Mapping[str, Label], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(name, label, name == chosen) for name, label in names.items())


def _entry_data(name: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    if name == "date":
        dated: Mapping[str, Any] = entry.get("date", {})
        return dated
    return {} if "date" in entry else entry


def _told(said: QueryDict) -> dict[str, str]:
    return {name: said.get(name, "") for name in said}


def _number(text: str) -> object:
    return int(text) if text.strip().lstrip("-").isdigit() else (text.strip() or None)


def _share(text: str) -> object:
    try:
        return round(float(text.replace(",", ".")) / 100, 6)
    except ValueError:
        return text.strip() or None


def _fraction(text: str) -> object:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text or None
