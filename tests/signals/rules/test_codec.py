"""Definitions are read from JSON and written back; what cannot be computed is refused before it is saved."""

import pytest

from tenure.kernel.errors import BadExpression, BadInput
from tenure.kernel.expressions.parsing import parsed
from tenure.signals.rules.codec import expression_json, segment_json, segment_value, trait_json, trait_value
from tenure.signals.rules.definitions import DerivedTrait, EventTrait, ProfileTrait, Segment
from tenure.signals.rules.windows import Window

SPENT = {"aggregate": "sum", "event": "paid", "property": "amount"}


@pytest.mark.parametrize(
    ("said", "trait"),
    [
        ({"event": "login"}, EventTrait("x", "count", ("login",))),
        ({"event": "*"}, EventTrait("x", "count", ("*",))),
        ({"events": ["b", "a", "b"]}, EventTrait("x", "count", ("a", "b"))),
        ({"event": "login", "window": "1w"}, EventTrait("x", "count", ("login",), window=Window(7, "day"))),
        (
            {"event": "a", "window": "24h", "ago": "700d"},
            EventTrait("x", "count", ("a",), window=Window(1_440, "minute", 1_008_000)),
        ),
        (
            {**SPENT, "where": "amount > 1"},
            EventTrait("x", "sum", ("paid",), property="amount", where=parsed("amount > 1")),
        ),
        (
            {**SPENT, "where": {"trait": "amount", "op": ">", "value": 1}},
            EventTrait("x", "sum", ("paid",), property="amount", where=parsed("amount > 1")),
        ),
        ({"event": "a", "aggregate": "last"}, EventTrait("x", "last", ("a",))),
        (
            {"event": "a", "aggregate": "first", "property": "p"},
            EventTrait("x", "first", ("a",), property="p", type="text"),
        ),
        (
            {"event": "a", "aggregate": "last", "property": "p", "type": "instant"},
            EventTrait("x", "last", ("a",), property="p", type="instant"),
        ),
        ({"type": "boolean"}, ProfileTrait("x", "boolean")),
        ({"kind": "profile", "type": "text"}, ProfileTrait("x", "text")),
        ({"expression": "acts_90d / 90"}, DerivedTrait("x", parsed("acts_90d / 90"))),
    ],
)
def test_an_object_defines_a_trait_and_a_trait_spells_it_again(said, trait):
    assert trait_value("x", said) == trait
    assert trait_value("x", trait_json(trait)) == trait


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"kind": "magic"}, "kind", "'magic' is no kind of trait; say `event`, `profile` or `derived`."),
        (
            {"type": "text", "window": "7d"},
            "window",
            "A trait of the kind 'profile' has no 'window'; it has kind, type.",
        ),
        ({}, "type", "The type is missing; say number, text, boolean or instant."),
        ({"type": "any"}, "type", "'any' is no type; say number, text, boolean or instant."),
        ({"expression": ""}, "expression", "Say for whom it holds, e.g. `plan = 'pro' AND active_days_30d < 3`."),
        ({"aggregate": "count"}, "event", "Name the event, or a list of events; `*` stands for every act."),
        ({"event": ""}, "event", "Name the event, or a list of events; `*` stands for every act."),
        ({"events": ["a", 7]}, "event", "Name the event, or a list of events; `*` stands for every act."),
        ({"event": "a" * 201}, "event", "Name the event, or a list of events; `*` stands for every act."),
        ({"event": "a", "events": ["b"]}, "events", "Give either `event` or `events`."),
        ({"event": "a\x00"}, "event", "A text cannot hold the character U+0000; leave it out."),
        (
            {"event": "stage_changed"},
            "event",
            "'stage_changed' follows from segments and stages; a trait over it would go in circles.",
        ),
        ({**SPENT, "property": None}, "property", "Say of which property 'sum' shall be taken."),
        ({**SPENT, "property": 7}, "property", "Name a property of the events, as text."),
        (
            {**SPENT, "property": 'a"b'},
            "property",
            "The property 'a\"b' cannot be read: rename it, without quotation marks and the like.",
        ),
        (
            {"event": "a", "property": "p"},
            "property",
            "'count' looks at events, not at a property; leave it out, or filter with `where`.",
        ),
        ({"event": "a", "ago": "7d"}, "window", "`ago` says when a window ended; give `window` too, e.g. `7d`."),
        (
            {"event": "a", "aggregate": "trend"},
            "window",
            "A trend compares a window with the one before; say e.g. `7d`.",
        ),
        (
            {"event": "a", "aggregate": "streak", "window": "7d"},
            "window",
            "'streak' has a span of its own; leave `window` out.",
        ),
        ({"event": "a", "window": 7}, "window", "Say the window as text, e.g. `7d` or `24h`."),
        ({"event": "a", "window": "7d", "ago": 1}, "window", "Say the window as text, e.g. `7d` or `24h`."),
        (
            {"event": "a", "aggregate": "active_days", "window": "24h"},
            "window",
            "Active days need a window of whole days, from `2d` on.",
        ),
        (
            {**SPENT, "where": "amount"},
            "where",
            "Compare it with something, so that it is true or false, e.g. `amount > 0`.",
        ),
        (
            {**SPENT, "where": "amount + 1"},
            "where",
            "Compare it with something, so that it is true or false, e.g. `amount > 0`.",
        ),
        (
            {**SPENT, "where": "paid_at < AGO(3d)"},
            "where",
            "What an event said never changes with the clock; give `window` instead.",
        ),
        (
            {**SPENT, "where": '"*" = 1'},
            "where",
            "The property '*' cannot be read: rename it, without quotation marks and the like.",
        ),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_field(said, field, message):
    with pytest.raises(BadInput) as refused:
        trait_value("x", said)

    assert (refused.value.field, refused.value.message) == (field, message)


def test_an_unknown_aggregate_is_told_which_there_are():
    with pytest.raises(BadInput) as refused:
        trait_value("x", {"event": "a", "aggregate": "median"})

    assert refused.value.field == "aggregate"
    assert refused.value.message == (
        "'median' is no aggregate; choose one of count, sum, min, max, distinct, first, last, active_days, streak, "
        "trend, engagement."
    )


def test_two_properties_of_unknown_type_are_not_compared():
    with pytest.raises(BadExpression) as refused:
        trait_value("x", {**SPENT, "where": "amount = limit"})

    assert refused.value.field == "where"


def test_a_slip_in_a_predicate_names_its_column():
    with pytest.raises(BadExpression) as refused:
        segment_value("x", "X", {"where": "plan = "})

    assert refused.value.field == "where"
    assert refused.value.message.startswith("column 8")


def test_a_segment_without_a_name_bears_its_key():
    found = segment_value("silent", "  ", {"where": "logins_7d = 0"})

    assert found == Segment("silent", "silent", parsed("logins_7d = 0"))
    assert segment_value("silent", " Silent ", segment_json(found)) == Segment("silent", "Silent", found.where)


def test_a_segment_without_a_predicate_is_refused():
    with pytest.raises(BadInput) as refused:
        segment_value("silent", "Silent", {})

    assert refused.value.field == "where"


def test_an_expression_is_shown_in_both_spellings():
    assert expression_json(parsed("logins_7d=0")) == {
        "text": "logins_7d = 0",
        "json": {"trait": "logins_7d", "op": "=", "value": 0},
    }
