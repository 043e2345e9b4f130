"""Read and show the form in which a segment is made."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.http import QueryDict

from tenure.console.rules.builder import (
    OPERATORS,
    Builder,
    Group,
    Joiner,
    Row,
    builder_form,
    builder_of,
    faults,
    operators_of,
)
from tenure.console.signal_wording import FAULTS, HINTS
from tenure.console.signal_wording import OPERATORS as NAMES
from tenure.kernel.expressions.forms import from_json, to_json
from tenure.kernel.expressions.text import spelled
from tenure.kernel.expressions.tree import Expression, Type
from tenure.ui.rules.navigation import Label

MOST_GROUPS: Final = 10
MOST_ROWS: Final = 20
_FIELD: Final = re.compile(r"g(\d{1,2})\.r(\d{1,2})\.(trait|op|value)")
_COLUMN: Final = re.compile(r"(?:line (\d+), )?column (\d+): ")


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody filled in: rows, or text. `editing` is the key of the segment that is changed."""

    editing: str = ""
    key: str = ""
    name: str = ""
    is_text: bool = False
    text: str = ""
    builder: Builder = field(default_factory=Builder)


@dataclass(frozen=True, slots=True)
class Option:
    """One of several to choose from."""

    value: str
    name: Label
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it is drawn; `traits` are by group."""

    name: str
    number: int
    row: Row
    traits: tuple[tuple[str, tuple[Option, ...]], ...]
    operators: tuple[Option, ...]
    takes: str
    hint: str
    problem: Label | str


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as it is drawn."""

    name: str
    number: int
    joiner: Joiner
    rows: tuple[RowView, ...]


Problems = Mapping[tuple[int, int], Label | str]
Catalog = Sequence[tuple[str, Sequence[str]]]


def read_form(said: QueryDict) -> Form:
    """Return what somebody filled in."""
    return Form(
        editing=said.get("editing", ""),
        key=said.get("key", said.get("editing", "")).strip(),
        name=said.get("name", "").strip(),
        is_text=said.get("mode") == "text",
        text=said.get("where", ""),
        builder=_builder(said),
    )


def form_of(key: str, name: str, where: Expression) -> Form:
    """Return the form of a segment that is there already: rows where it has rows, else text."""
    builder = builder_of(to_json(where))
    text = spelled(where)
    return Form(key, key, name, is_text=builder is None, text=text, builder=builder or Builder())


def after_act(form: Form, act: str, known: Mapping[str, Type]) -> Form:
    """Return the form after one press: a row or group more or less."""
    verb, _, rest = act.partition(":")
    places = [int(each) for each in rest.split(":") if each.isdigit()]
    match verb, places:
        case "add_group", []:
            changed = replace(form.builder, groups=(*form.builder.groups, Group())[:MOST_GROUPS])
        case "add_row", [group_at]:
            changed = _with_rows(form.builder, group_at, lambda rows: (*rows, Row())[:MOST_ROWS])
        case "remove_row", [group_at, row_at]:
            changed = _with_rows(form.builder, group_at, lambda rows: rows[:row_at] + rows[row_at + 1 :])
        case _:
            changed = form.builder
    return replace(form, builder=fitted(changed, known))


def focus_after(form: Form, act: str) -> str:
    """Return where somebody goes on after one press: the name of a row, or `text`."""
    verb, _, rest = act.partition(":")
    places = [int(each) for each in rest.split(":") if each.isdigit()]
    groups = form.builder.groups
    match verb, places:
        case (("to_text" | "to_rows"), _):
            return "text" if form.is_text else "g0.r0"
        case "add_group", _:
            return f"g{len(groups) - 1}.r0"
        case "add_row", [group_at] if group_at < len(groups):
            return f"g{group_at}.r{len(groups[group_at].rows) - 1}"
        case "remove_row", [group_at, row_at]:
            group_at = min(group_at, len(groups) - 1)
            return f"g{group_at}.r{min(row_at, len(groups[group_at].rows) - 1)}"
        case _:
            return ""


def fitted(builder: Builder, known: Mapping[str, Type]) -> Builder:
    """Return a builder whose operators fit the types of its traits, without groups that lost all rows."""
    groups = tuple(
        replace(group, rows=tuple(_fitted(row, known) for row in group.rows)) for group in builder.groups if group.rows
    )
    return replace(builder, groups=groups or (Group(),))


def expression_of(builder: Builder) -> Expression | None:
    """Return what a builder without faults says; None when nothing is filled in."""
    form = builder_form(builder)
    return None if form is None else from_json(form)


def row_problems(builder: Builder) -> dict[tuple[int, int], Label | str]:
    """Return what is wrong with what was filled in, by row."""
    return {place: FAULTS[fault] for place, fault in faults(builder).items()}


def drawn(form: Form, catalog: Catalog, known: Mapping[str, Type], problems: Problems) -> tuple[GroupView, ...]:
    """Return the groups of a form as they are drawn."""
    return tuple(
        GroupView(
            name=f"g{group_at}",
            number=group_at,
            joiner=group.joiner,
            rows=tuple(
                _drawn(f"g{group_at}.r{row_at}", row_at, row, catalog, known, problems.get((group_at, row_at), ""))
                for row_at, row in enumerate(group.rows)
            ),
        )
        for group_at, group in enumerate(form.builder.groups)
    )


def marked(text: str, message: str) -> str:
    """Return the line of a text at which an error points, with a caret below the column; empty when it names none."""
    found = _COLUMN.match(message)
    if found is None:
        return ""
    lines = text.splitlines() or [""]
    line = lines[min(int(found[1] or 1), len(lines)) - 1]
    return f"{line}\n{' ' * (int(found[2]) - 1)}^"


def key_from(name: str) -> str:
    """Return a key made of a name, as far as its letters allow; empty when none do."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_0123456789")[:60].strip("_")


def _drawn(
    name: str, number: int, row: Row, catalog: Catalog, known: Mapping[str, Type], problem: Label | str
) -> RowView:
    listed = {key for _, keys in catalog for key in keys}
    strangers = [("", (row.trait,))] if row.trait and row.trait not in listed else []
    operators = operators_of(known.get(row.trait, "any"))
    takes = OPERATORS[row.op].takes if row.op else "text"
    return RowView(
        name=name,
        number=number,
        row=row,
        traits=tuple(
            (title, tuple(Option(key, key, key == row.trait) for key in keys)) for title, keys in [*strangers, *catalog]
        ),
        operators=tuple(Option(op, NAMES[op], op == row.op) for op in operators) if row.trait else (),
        takes=takes,
        hint=HINTS[takes],
        problem=problem,
    )


def _fitted(row: Row, known: Mapping[str, Type]) -> Row:
    fitting = operators_of(known.get(row.trait, "any"))
    return row if not row.trait or row.op in fitting else replace(row, op=_first(fitting))


def _first(fitting: Sequence[str]) -> str:
    return "is" if "is" in fitting else fitting[0]


def _with_rows(builder: Builder, group_at: int, changed: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> Builder:
    groups = [
        replace(group, rows=changed(group.rows)) if at == group_at else group for at, group in enumerate(builder.groups)
    ]
    return replace(builder, groups=tuple(groups))


def _builder(said: QueryDict) -> Builder:
    rows: dict[int, dict[int, Row]] = {}
    for name in said:
        found = _FIELD.fullmatch(name)
        if found:
            group = rows.setdefault(int(found[1]), {})
            row = group.get(int(found[2]), Row())
            group[int(found[2])] = replace(row, **{found[3]: said.get(name, "").strip()})
    groups = tuple(
        Group(_joiner(said.get(f"g{at}.joiner")), tuple(_known(row) for _, row in sorted(rows[at].items())))
        for at in sorted(rows)
    )
    return Builder(_joiner(said.get("joiner")), groups or (Group(),))


def _known(row: Row) -> Row:
    return row if row.op in OPERATORS else replace(row, op="")


def _joiner(said: str | None) -> Joiner:
    return "any" if said == "any" else "all"
