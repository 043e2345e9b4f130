"""Describe the traits of a workspace: what they are, whose they are, and what reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenure.kernel.expressions.checking import references
from tenure.kernel.expressions.tree import Type
from tenure.kernel.json import JsonObject
from tenure.platform.queries import workspace
from tenure.signals import queries
from tenure.signals.rules.built_in import BUILT_IN, STAGES
from tenure.signals.rules.codec import trait_json
from tenure.signals.rules.definitions import Segment, Trait
from tenure.signals.rules.plans import STAGE, plan, users_of
from tenure.signals.rules.subscriptions import SUBSCRIPTION
from tenure.signals.services.save_definitions import used_by


@dataclass(frozen=True, slots=True)
class TraitView:
    """A trait with its type; `definition` is None for what only Tenure can compute."""

    key: str
    type: Type
    is_own: bool
    definition: JsonObject | None
    used_by: tuple[str, ...]


def described_traits(workspace_id: int) -> list[TraitView]:
    """Return the traits of a workspace by key, its own first, then those that every workspace has."""
    own, segments = queries.traits_defined(workspace_id), queries.segments_defined(workspace_id)
    known = plan(own, segments, zone=workspace(workspace_id).time_zone).known
    taken = {each.key for each in own}
    built_in = sorted((each for each in BUILT_IN if each.key not in taken), key=lambda each: each.key)
    every = [*own, *built_in]

    def view(key: str, trait: Trait | None) -> TraitView:
        definition = None if trait is None else trait_json(trait)
        users = _users(key, every, segments) + used_by(workspace_id, "trait", key)
        return TraitView(key, known[key], key in taken, definition, tuple(users))

    return [*(view(each.key, each) for each in every), *(view(key, None) for key in (*SUBSCRIPTION, STAGE))]


def _users(key: str, traits: Sequence[Trait], segments: Sequence[Segment]) -> list[str]:
    staged = [f"stage {stage}" for stage, where in STAGES.items() if key in references(where)]
    return [*users_of(key, traits, segments), *staged]
