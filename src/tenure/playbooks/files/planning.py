"""Say in what a folder and a workspace differ, and what that does to people who are in journeys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tenure.journeys import queries as journeys
from tenure.journeys.rules import codec
from tenure.journeys.rules.diff import Fate, fates, lines
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject, encode_text
from tenure.playbooks.files.documents import Document, Problem, documents, line_of
from tenure.playbooks.files.kinds import KINDS
from tenure.playbooks.rules.changes import Act, Change

SHOWN: Final = 60  # characters of a value in a line
Kept = Mapping[str, Mapping[str, JsonObject]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying a folder does, what cannot be read in it, and the definitions that it has."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    documents: Mapping[tuple[str, str], Document]

    @property
    def is_empty(self) -> bool:
        """Return whether applying would do nothing."""
        return not any(each.act != "keep" for each in self.changes) and not self.problems


def planned(workspace_id: int, folder: Path, *, prune: bool) -> Plan:
    """Return what applying a folder would do."""
    found, problems = documents(folder)
    kept = kept_definitions(workspace_id)
    plan = compared(workspace_id, found, kept=kept)
    lost = [
        Change(kind, key, _left(kind, prune=prune))
        for kind in KINDS
        for key in kept[kind]
        if (kind, key) not in plan.documents
    ]
    return replace(plan, changes=(*plan.changes, *reversed(lost)), problems=(*problems, *plan.problems))


def kept_definitions(workspace_id: int) -> Kept:
    """Return all that a workspace has defined, by kind and key."""
    return {kind: KINDS[kind].kept(workspace_id) for kind in KINDS}


def compared(workspace_id: int, found: Sequence[Document], *, kept: Kept) -> Plan:
    """Return what saving some definitions would do; of all others it says nothing."""
    problems: list[Problem] = []
    changes: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    for document in found:
        try:
            wanted = KINDS[document.kind].spelled(document.key, document.said)
        except BadInput as error:
            problems.append(problem_of(document, error))
            continue
        before = kept[document.kind].get(document.key)
        if before != wanted:
            changes[document.kind].append(_change(workspace_id, document, before, wanted))
    known = {(each.kind, each.key): each for each in found}
    return Plan(tuple(one for each in changes.values() for one in each), tuple(problems), known)


def problem_of(document: Document, error: BadInput) -> Problem:
    """Return what is wrong with a definition, and where."""
    field = error.field or ""
    return Problem(document.path, line_of(document.text, field), field, error.message)


def _left(kind: str, *, prune: bool) -> Act:
    return "remove" if prune and KINDS[kind].remove is not None else "keep"


def _change(workspace_id: int, document: Document, before: JsonObject | None, wanted: JsonObject) -> Change:
    if before is None:
        return Change(document.kind, document.key, "create")
    if document.kind != "journeys":
        return Change(document.kind, document.key, "change", tuple(_lines(before, wanted)))
    old, new = (codec.from_data(said, node_types=journeys.node_types()) for said in (before, wanted))
    people = tuple(_people(workspace_id, document.key, wanted))
    return Change(document.kind, document.key, "change", tuple(lines(old, new)), people)


def _lines(before: JsonObject, wanted: JsonObject) -> Iterator[str]:
    for name in dict.fromkeys((*before, *wanted)):
        was, is_now = before.get(name), wanted.get(name)
        if was != is_now:
            yield f"{name}: {_shown(was)} -> {_shown(is_now)}"


def _shown(said: Json) -> str:
    told = "nothing" if said is None else encode_text(said)
    return told if len(told) <= SHOWN else f"{told[:SHOWN]}…"


def _people(workspace_id: int, key: str, wanted: JsonObject) -> Iterator[str]:
    """Yield what a new version means for those who are in a journey."""
    standing = journeys.standing_nodes(workspace_id, key)
    if not standing:
        return
    yield f"{sum(each.here_count for each in standing)} customers are in it and stay on their versions."
    new = codec.from_data(wanted, node_types=journeys.node_types())
    for number in sorted({each.version for each in standing}):
        here = {each.node: each.here_count for each in standing if each.version == number}
        for fate in fates(journeys.version(workspace_id, key, number).journey, new, here):
            yield f"{fate.people} of version {number} stand {_place(fate)}: {_meaning(fate)}"


def _place(fate: Fate) -> str:
    return f"at `{fate.node}`" if fate.node else "before the first node"


def _meaning(fate: Fate) -> str:
    if not fate.stays:
        return "moved, they would need another node."
    return "moved, they would go on there, as it says then." if fate.reads_changed else "moved, they would go on there."
