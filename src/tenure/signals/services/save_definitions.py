"""Save and delete what a workspace wants to know of its customers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from tenure.kernel import json
from tenure.kernel.errors import BadInput, Conflict, NotFound
from tenure.kernel.expressions.checking import checked, references
from tenure.kernel.expressions.tree import Expression, Type
from tenure.kernel.json import Json
from tenure.platform.presence import contributions
from tenure.platform.queries import cursor, workspace
from tenure.platform.services.cursors import advance_cursor
from tenure.signals import queries
from tenure.signals.models import SegmentRow, TraitRow
from tenure.signals.rules.built_in import BUILT_IN_KEYS, OWNED_KEYS, STATED_ONLY
from tenure.signals.rules.codec import segment_json, segment_value, trait_json, trait_value
from tenure.signals.rules.definitions import DerivedTrait, ProfileTrait, Segment, Trait, is_readable
from tenure.signals.rules.plans import RESERVED, USUAL, plan, refuse_used

UNTYPED: Final[Type] = "any"
DEFINITIONS = 500  # traits and segments of each workspace, each


def known_types(workspace_id: int) -> dict[str, Type]:
    """Return the type of every trait that an expression may name: computed ones, and `any` for those only stated."""
    known = dict(queries.plan_of(workspace_id).known)
    stated = {*USUAL, *filter(is_readable, queries.stated_keys(workspace_id))} - RESERVED
    return {**dict.fromkeys(sorted(stated), UNTYPED), **known}


def checked_where(workspace_id: int, where: Expression, *, field: str = "where") -> dict[str, Type]:
    """Return the types of the names in a predicate; BadInput when it is none, or names what nobody knows."""
    known = known_types(workspace_id)
    if checked(where, known, field=field, wanted="boolean") != "boolean":
        raise BadInput("What was stated may be of any type; compare it, e.g. `country = 'KR'`.", field=field)
    return {name: known[name] for name in references(where)}


def save_trait(workspace_id: int, key: str, said: Mapping[str, Json], *, now: datetime) -> Trait:
    """Define a trait, or define it anew; its values are there after the worker's next turn."""
    trait = trait_value(key, said)
    if key in RESERVED | BUILT_IN_KEYS | OWNED_KEYS:
        raise BadInput(f"{key!r} is computed by Tenure; choose another key.", field="key")
    if key in STATED_ONLY and trait != ProfileTrait(key, "text"):
        raise BadInput(f"{key!r} is what customers state, as text; choose another key.", field="key")
    with transaction.atomic():
        others = [each for each in queries.traits_defined(workspace_id) if each.key != key]
        if len(others) >= DEFINITIONS:
            raise Conflict(f"A workspace has at most {DEFINITIONS} traits; delete one first.", field="key")
        if isinstance(trait, DerivedTrait):
            known = {name: each for name, each in known_types(workspace_id).items() if name != key}
            checked(trait.expression, known, field="expression")
        _refuse_misfit([*others, trait], queries.segments_defined(workspace_id), workspace_id)
        definition = {"definition": json.encode_text(trait_json(trait)), "saved_at": now}
        TraitRow.objects.update_or_create(workspace_id=workspace_id, key=key, defaults=definition)
        _tell(workspace_id)
    return trait


def delete_trait(workspace_id: int, key: str) -> None:
    """Delete a trait that a workspace defined; Conflict when something reads it."""
    with transaction.atomic():
        refuse_used(key, queries.traits_defined(workspace_id), queries.segments_defined(workspace_id))
        _refuse_used_elsewhere(workspace_id, "trait", key)
        _delete(TraitRow.objects.filter(workspace_id=workspace_id, key=key).delete()[0], key, "trait")
        _tell(workspace_id)


def save_segment(workspace_id: int, key: str, name: str, said: Mapping[str, Json], *, now: datetime) -> Segment:
    """Define a segment, or define it anew. Whoever is in it then came in silently; later changes are events."""
    segment = segment_value(key, name, said)
    with transaction.atomic():
        checked_where(workspace_id, segment.where)
        if SegmentRow.objects.filter(workspace_id=workspace_id).exclude(key=key).count() >= DEFINITIONS:
            raise Conflict(f"A workspace has at most {DEFINITIONS} segments; delete one first.", field="key")
        definition = {"name": segment.name, "definition": json.encode_text(segment_json(segment)), "saved_at": now}
        SegmentRow.objects.update_or_create(workspace_id=workspace_id, key=key, defaults=definition)
        _tell(workspace_id)
    return segment


def delete_segment(workspace_id: int, key: str) -> None:
    """Delete a segment; nobody leaves it by that. Conflict when something uses it."""
    with transaction.atomic():
        _refuse_used_elsewhere(workspace_id, "segment", key)
        _delete(SegmentRow.objects.filter(workspace_id=workspace_id, key=key).delete()[0], key, "segment")
        _tell(workspace_id)


def used_by(workspace_id: int, kind: str, key: str) -> list[str]:
    """Return what other rooms use a trait or segment for: each contributes `used_by(workspace_id, kind, key)`."""
    return [user for room in contributions("used_by") for user in room.used_by(workspace_id, kind, key)]


def _refuse_misfit(traits: Sequence[Trait], segments: Sequence[Segment], workspace_id: int) -> None:
    """Raise BadInput when other definitions no longer fit, such as a segment that compares a number."""
    made = plan(traits, segments, zone=workspace(workspace_id).time_zone)
    for segment in segments:
        try:
            checked(segment.where, made.known)
        except BadInput as error:
            raise BadInput(f"The segment {segment.key!r} would break: {error.message}", field=error.field) from error


def _refuse_used_elsewhere(workspace_id: int, kind: str, key: str) -> None:
    users = used_by(workspace_id, kind, key)
    if users:
        raise Conflict(f"{key!r} is used by {', '.join(users)}; change these first.", field="key")


def _delete(count: int, key: str, kind: str) -> None:
    if not count:
        raise NotFound(f"This workspace defined no {kind} {key!r}.", field="key")


def _tell(workspace_id: int) -> None:
    """Let the worker know that the definitions are others now."""
    advance_cursor(workspace_id, "definitions", cursor(workspace_id, "definitions") + 1)
