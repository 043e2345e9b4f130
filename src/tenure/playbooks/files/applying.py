"""Make a workspace what a folder says."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from tenure.kernel.errors import BadInput, TenureError
from tenure.messaging.services.own_sandbox import Sandbox
from tenure.playbooks.files.documents import Document, Problem
from tenure.playbooks.files.kinds import KINDS, Writing
from tenure.playbooks.files.planning import Plan, problem_of
from tenure.playbooks.rules.changes import Change


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done, and what could not be."""

    done: tuple[Change, ...]
    problems: tuple[Problem, ...]


def applied(workspace_id: int, plan: Plan, folder: Path = Path(), *, actor: str, now: datetime) -> Applied:
    """Do what a plan says, each definition wholly or not at all; what is wrong with one holds up no other.

    Definitions may build on each other in any order: what fails is tried again as long as anything else succeeds.
    """
    with closing(Sandbox()) as sandbox:
        writing = Writing(workspace_id, actor, now, sandbox)
        wanted = [each for each in plan.changes if each.act != "keep"]
        done: list[Change] = []
        while True:
            failed: list[tuple[Change, Problem]] = []
            for change in wanted:
                problem = _problem(change, plan, folder, act=_act(change, plan, writing))
                failed += [] if problem is None else [(change, problem)]
                done += [change] if problem is None else []
            if not failed or len(failed) == len(wanted):
                return Applied(tuple(done), (*plan.problems, *(problem for _, problem in failed)))
            wanted = [change for change, _ in failed]


def _act(change: Change, plan: Plan, writing: Writing) -> Callable[[], object]:
    kind = KINDS[change.kind]
    if change.act == "remove" and kind.remove is not None:
        remove = kind.remove
        return lambda: remove(writing, change.key)
    return lambda: kind.save(writing, change.key, plan.documents[change.kind, change.key].said)


def _problem(change: Change, plan: Plan, folder: Path, *, act: Callable[[], object]) -> Problem | None:
    """Do one thing; return what stood in its way."""
    try:
        with transaction.atomic():
            act()
    except TenureError as error:
        nowhere = Document(change.kind, change.key, {}, folder / change.kind / f"{change.key}.yaml")
        document = plan.documents.get((change.kind, change.key), nowhere)
        return problem_of(document, BadInput(error.message, field=error.field))
    return None
