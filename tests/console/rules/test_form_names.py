import pytest

from tenure.console.rules.form_names import beside, journey_field, node_field, node_of


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("nodes[1].send.template", "set.template"),
        ("nodes[1].send.fallback[0].after_hours", "set.fallback.0.after_hours"),
        ("nodes[1].next", "onward"),
        ("nodes[1].variants", "variants"),
        ("nodes[1].variants[0]", "variants.0.name"),
        ("nodes[1].variants[2].share", "variants.2.share"),
        ("nodes[1].variants[2].template", "variants.2.set.template"),
        ("nodes[0].send.template", ""),
        ("holdout", ""),
    ],
)
def test_a_field_of_a_node_is_called_as_in_its_panel(field, name):
    assert node_field(field, at=1, kind="send") == name


@pytest.mark.parametrize(
    ("field", "entry", "name"),
    [
        ("entry", "segment", "entry.segment.segment"),
        ("entry.where", "event", "entry.event.where"),
        ("entry.date.trait", "date", "entry.date.trait"),
        ("exit[1].event", "event", "exit.1.event"),
        ("reentry.every_days", "event", "every_days"),
        ("goal.within_days", "event", "goal.within_days"),
        ("holdout", "event", "holdout"),
    ],
)
def test_a_field_of_the_journey_is_called_as_in_its_panel(field, entry, name):
    assert journey_field(field, entry=entry) == name


def test_a_field_says_of_which_node_it_is():
    assert node_of("nodes[12].wait.days") == 12
    assert node_of("goal.event") is None


def test_beside_its_field_a_refusal_needs_no_name():
    assert beside("nodes[0].wait.days must be a whole number.", "nodes[0].wait.days") == "Must be a whole number."
    assert beside("entry.where: name the property.", "entry.where") == "Name the property."
