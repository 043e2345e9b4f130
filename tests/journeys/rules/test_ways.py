"""A journey in which customers would be lost, or go round forever, is refused where that begins."""

import pytest

from tenure.kernel.errors import BadInput
from tests.journeys.meeting import journey_of

SEND = {"channel": "email", "template": "welcome"}
END = {"id": "done", "end": {}}


def refusal(*nodes):
    with pytest.raises(BadInput) as caught:
        journey_of(*nodes)
    return caught.value.field, caught.value.message


def test_every_way_leads_to_a_node():
    cases = [{"if": "plan = 'pro'", "next": "gone"}]

    assert refusal({"id": "a", "branch": {"cases": cases}}, END) == (
        "nodes[0].branch.cases[0].next",
        "nodes[0].branch.cases[0].next leads to `gone`, which is no node; use one of `a`, `done`.",
    )


def test_a_node_that_nobody_meets_is_refused():
    assert refusal({"id": "a", "tag": {"add": "x"}, "next": "done"}, {"id": "b", "tag": {"add": "y"}}, END) == (
        "nodes[1]",
        "nodes[1] `b` is never met; lead a way to it with `next`, or remove it.",
    )


def test_a_circle_needs_a_wait_on_each_of_its_ways():
    wait = {"id": "b", "wait": {"days": 1}}
    cases = [{"if": "plan = 'pro'", "next": "a"}]
    again = {"id": "c", "branch": {"cases": cases, "otherwise": "done"}}
    first = {"id": "a", "branch": {"cases": [{"if": "plan = 'free'", "next": "c"}], "otherwise": "b"}}

    assert refusal(first, wait, again, END) == (
        "nodes[2].branch.cases[0].next",
        "nodes[2].branch.cases[0].next leads back without a wait on the way; put one in between.",
    )
    journey_of({"id": "a", "send": SEND}, wait, again, END)


def test_a_date_that_may_be_past_is_no_wait():
    date = {"id": "b", "wait_date": {"trait": "renews_at"}, "next": "a"}

    assert refusal({"id": "a", "send": SEND}, date)[0] == "nodes[1].next"


def test_variants_share_all_customers():
    variants = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.4}]

    assert refusal({"id": "a", "send": SEND, "variants": variants}) == (
        "nodes[0].variants",
        "nodes[0].variants have shares that sum to 0.9; let them sum to 1.",
    )


def test_variants_do_not_lead_other_ways():
    events = {"events": [{"event": "bought"}], "within": {"days": 1}}
    variants = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "timeout": "done"}]

    assert refusal({"id": "a", "wait_for": events, "variants": variants}, END) == (
        "nodes[0].variants[1]",
        "nodes[0].variants[1] leads customers other ways; use a split to divide them.",
    )


def test_what_a_variant_says_is_named_when_it_cannot_be_used():
    variants = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "templte": "x"}]

    assert refusal({"id": "a", "send": SEND, "variants": variants}) == (
        "nodes[0].variants[1].templte",
        (
            "nodes[0].variants[1].templte is not known here; did you mean `template`? Otherwise remove it or use one "
            "of `name`, `share`, `channel`, `template`, `expires_hours`, `fallback`."
        ),
    )
