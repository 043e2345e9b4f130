"""Check the conditions of a journey, each where it stands."""

from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.names import Traits, checked_customer, checked_event, split_names
from tenure.journeys.rules.settings import Node
from tenure.kernel.errors import BadExpression, BadInput
from tenure.kernel.expressions.words import nearest


def checked_conditions(journey: Journey, known: Traits | None) -> None:
    """Refuse a condition that cannot be read, that speaks of what nobody knows, or that compares what does not fit."""
    begin = journey.entrance()
    if begin.where is not None:
        condition = checked_event(begin.where, known, field="entry.where", with_run=False)
        if split_names(condition).entry or split_names(condition).run:
            raise BadExpression(
                "entry.where: a run begins with this event, so it has no `entry.` or `run.` yet; name the property.",
                field="entry.where",
            )
    if journey.goal is not None and journey.goal.where is not None:
        checked_event(journey.goal.where, known, field="goal.where")
    for index, each in enumerate(journey.exits):
        if each.where is not None:
            checked_event(each.where, known, field=f"exit[{index}].where")
    for index, node in enumerate(journey.nodes):
        _checked_node(node, f"nodes[{index}]", known)


def _checked_node(node: Node, path: str, known: Traits | None) -> None:
    for arm, (_, settings) in enumerate(node.arms()):
        own = f"{path}.variants[{arm}]" if node.variants else f"{path}.{node.kind}"
        for place, listened in enumerate(settings.listens()):
            if listened.where is not None:
                checked_event(listened.where, known, field=f"{own}.events[{place}].where")
        for condition in settings.conditions():
            checked_customer(condition.where, known, field=f"{own}.{condition.field}")
        for trait in sorted(settings.dates()):
            _checked_date(trait, f"{own}.trait", known)


def _checked_date(trait: str, path: str, known: Traits | None) -> None:
    if known is None:
        return
    if trait not in known:
        meant = nearest(trait, known)
        remedy = f"did you mean `{meant}`?" if meant else "define it, or send it once before."
        raise BadInput(f"{path}: nothing is called `{trait}`; {remedy}", field=path)
    if known[trait] not in {"instant", "text", "any"}:
        raise BadInput(f"{path} must be a trait that holds dates; `{trait}` is of type {known[trait]}.", field=path)
