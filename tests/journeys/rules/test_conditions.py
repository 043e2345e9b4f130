"""Conditions of a journey are checked where they stand."""

import pytest

from tenure.journeys.rules.codec import from_data
from tenure.kernel.errors import BadInput
from tests.journeys.kinds import KINDS

KNOWN = {"plan": "text", "logins": "number", "renews_at": "instant"}
END = {"id": "done", "end": {}}


def spelled(*nodes, known=KNOWN, **more):
    data = {"key": "a", "name": "A", "entry": {"event": "signed_up"}, "nodes": [*nodes, END], **more}
    return from_data(data, node_types=KINDS, known=known)


def refusal(*nodes, **more):
    with pytest.raises(BadInput) as caught:
        spelled(*nodes, **more)
    return caught.value.field, caught.value.message


def branch(where):
    return {"id": "which", "branch": {"cases": [{"if": where}]}}


def test_what_can_be_asked():
    spelled(
        branch("plan = 'pro' AND entry.total > 3 AND run.entered_at < AGO(2d)"),
        {"id": "b", "wait_date": {"trait": "renews_at"}},
        {
            "id": "c",
            "wait_for": {
                "events": [{"event": "x", "where": "a = entry.a AND enrollment = run.id"}],
                "within": {"days": 1},
            },
        },
        goal={"event": "bought", "where": "total > 3 AND customer.plan = 'pro'"},
        exit=[{"event": "left", "where": "customer.logins > 2"}],
        entry={"event": "cart", "where": "total > 3 AND customer.plan != 'free'"},
    )


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"entry": {"event": "x", "where": "total >"}}, "entry.where"),
        ({"entry": {"event": "x", "where": "total = entry.total"}}, "entry.where"),
        ({"entry": {"event": "x", "where": "run.id = 'x'"}}, "entry.where"),
        ({"entry": {"event": "x", "where": "customer.paln = 'x'"}}, "entry.where"),
        ({"goal": {"event": "x", "where": "customer.plan > 3"}}, "goal.where"),
        ({"exit": [{"event": "x"}, {"event": "y", "where": "a + b"}]}, "exit[1].where"),
    ],
)
def test_a_condition_on_an_event_is_refused_by_its_field(more, field):
    named, message = refusal(**more)

    assert named == field
    assert message.startswith(f"{field}: ")


def test_a_trait_that_nobody_has_is_guessed():
    field, message = refusal(branch("paln = 'pro'"))

    assert field == "nodes[0].branch.cases[0].if"
    assert "did you mean plan" in message


def test_without_known_traits_any_name_goes():
    spelled(branch("paln = 'pro'"), known=None)


@pytest.mark.parametrize(
    ("trait", "message"),
    [
        ("renew_at", "nodes[0].wait_date.trait: nothing is called `renew_at`; did you mean `renews_at`?"),
        ("xyz", "nodes[0].wait_date.trait: nothing is called `xyz`; define it, or send it once before."),
        ("logins", "nodes[0].wait_date.trait must be a trait that holds dates; `logins` is of type number."),
    ],
)
def test_a_date_is_one(trait, message):
    assert refusal({"id": "b", "wait_date": {"trait": trait}}) == ("nodes[0].wait_date.trait", message)
