"""Bring a playbook into a workspace: its journeys as drafts, and all that they need."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from tenure.playbooks.files.applying import Applied, applied
from tenure.playbooks.files.books import book_documents, names_known
from tenure.playbooks.files.planning import Plan, compared, kept_definitions
from tenure.playbooks.reading import playbook
from tenure.playbooks.rules.changes import Change
from tenure.playbooks.rules.playbooks import LOCALES, in_locales


@dataclass(frozen=True, slots=True)
class Wish:
    """Which languages of a playbook are wanted, with which of a business's own names.

    Names that are not given stay as the workspace has them. What was changed since the playbook came is left as it is,
    unless `overwrite` says otherwise.
    """

    locales: tuple[str, ...] = LOCALES
    names: Mapping[str, str] = field(default_factory=dict)
    overwrite: bool = False


def planned_playbook(workspace_id: int, key: str, wish: Wish) -> Plan:
    """Return what installing a playbook would do."""
    kept = kept_definitions(workspace_id)
    names = names_known(key, kept) | dict(wish.names)
    plan = compared(workspace_id, book_documents(in_locales(playbook(key, names), wish.locales)), kept=kept)
    if wish.overwrite:
        return plan
    return replace(plan, changes=tuple(_spared(each) for each in plan.changes))


def install_playbook(workspace_id: int, key: str, wish: Wish, *, actor: str, now: datetime) -> Applied:
    """Save what a workspace lacks of a playbook; what was left as it is comes along as `keep`."""
    plan = planned_playbook(workspace_id, key, wish)
    found = applied(workspace_id, plan, actor=actor, now=now)
    return replace(found, done=(*found.done, *(each for each in plan.changes if each.act == "keep")))


def _spared(change: Change) -> Change:
    return replace(change, act="keep") if change.act == "change" else change
