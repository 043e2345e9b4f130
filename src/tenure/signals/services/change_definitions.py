"""Let somebody change what a workspace knows of its customers, and write down who did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from tenure.kernel.errors import BadInput, NotFound
from tenure.kernel.expressions.words import text_fault
from tenure.kernel.json import Json
from tenure.platform.services.audit import audit
from tenure.signals import queries
from tenure.signals.rules.definitions import Segment, Trait, checked_key
from tenure.signals.services.save_definitions import delete_segment, delete_trait, save_segment, save_trait

LONGEST_NAME: Final = 200
# POST /segments/preview counts a predicate.
PREVIEW: Final = "preview"


def put_trait(workspace_id: int, key: str, said: Mapping[str, Json], *, actor: str, now: datetime) -> Trait:
    """Define a trait, or define it anew."""
    with transaction.atomic():
        trait = save_trait(workspace_id, key, said, now=now)
        audit(workspace_id, actor=actor, act="trait.saved", subject=f"trait:{key}", fields=_told(said))
    return trait


def remove_trait(workspace_id: int, key: str, *, actor: str) -> None:
    """Delete a trait that a workspace defined; Conflict when something reads it."""
    _demand_key(key, "trait")
    with transaction.atomic():
        delete_trait(workspace_id, key)
        audit(workspace_id, actor=actor, act="trait.deleted", subject=f"trait:{key}")


def put_segment(workspace_id: int, key: str, said: Mapping[str, Json], *, actor: str, now: datetime) -> Segment:
    """Define a segment by `where` and `name`, or define it anew; without a name it keeps the one it has."""
    checked_key(key)
    if key == PREVIEW:
        raise BadInput(f"{key!r} is an address of the API; choose another key.", field="key")
    name = _name(workspace_id, key, said.get("name"))
    with transaction.atomic():
        segment = save_segment(workspace_id, key, name, said, now=now)
        audit(workspace_id, actor=actor, act="segment.saved", subject=f"segment:{key}", fields=_told(said))
    return segment


def remove_segment(workspace_id: int, key: str, *, actor: str) -> None:
    """Delete a segment; Conflict when something uses it."""
    _demand_key(key, "segment")
    with transaction.atomic():
        delete_segment(workspace_id, key)
        audit(workspace_id, actor=actor, act="segment.deleted", subject=f"segment:{key}")


def _told(said: Mapping[str, Json]) -> list[str]:
    return sorted(name for name, value in said.items() if value is not None)


def _name(workspace_id: int, key: str, wanted: Json) -> str:
    if wanted is None:
        return next((each.name for each in queries.segments_defined(workspace_id) if each.key == key), key)
    name = str(wanted).strip()
    fault = text_fault(name)
    if fault:
        raise BadInput(f"{fault[0].upper()}{fault[1:]}; leave it out.", field="name")
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput(f"Give it a name of 1 to {LONGEST_NAME} characters.", field="name")
    return name


def _demand_key(key: str, kind: str) -> None:
    """Raise NotFound for what cannot be a key; PostgreSQL could not even be asked for some of it."""
    try:
        checked_key(key)
    except BadInput as error:
        raise NotFound(f"This workspace defined no {kind} {key!r}.", field="key") from error
