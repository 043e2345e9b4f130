"""A branch leads each customer by what is known of them."""

from datetime import timedelta

import pytest

from tests.journeys.meeting import met
from tests.journeys.toys import NOON

KNOWN = {"plan": "text", "logins": "number", "home": "any"}
CASES = [
    {"if": "plan = 'pro'", "next": "pro"},
    {"if": "logins > 4 AND entry.total >= 10", "next": "often"},
    {"if": "home = entry.home", "next": "home"},
]
NODES = (
    {"id": "which", "branch": {"cases": CASES, "otherwise": "rare"}},
    *({"id": name, "end": {}} for name in ("pro", "often", "home", "rare")),
)


@pytest.mark.parametrize(
    ("traits", "entry", "expected"),
    [
        ({"plan": "pro", "logins": 9.0}, '{"total": 12}', "pro"),
        ({"plan": "free", "logins": 9.0}, '{"total": 12}', "often"),
        ({"plan": "free", "logins": 9.0}, '{"total": "12"}', "rare"),
        ({"plan": "free", "logins": 9.0}, "{}", "rare"),
        ({"home": '"Kraków"'}, '{"home": "Kraków"}', "home"),
        ({"home": '"Kraków"'}, '{"home": "Łódź"}', "rare"),
        ({}, None, "rare"),  # what is unknown does not hold
    ],
)
def test_the_first_that_holds_leads(traits, entry, expected):
    assert met(*NODES, traits=traits, known=KNOWN, entry=entry)[0] == (expected, "completed", None, "")


def test_traits_that_nobody_has_lead_nowhere():
    assert met(*NODES, entry="{}")[0][0] == "rare"


def test_a_branch_may_ask_when_the_run_began():
    nodes = (
        {"id": "which", "branch": {"cases": [{"if": "run.entered_at < AGO(2d)", "next": "old"}]}},
        {"id": "new", "end": {}},
        {"id": "old", "end": {}},
    )

    assert met(*nodes)[0][0] == "new"
    assert met(*nodes, now=NOON + timedelta(days=3))[0][0] == "old"


def test_a_trait_that_became_another_type_stops_with_a_reason():
    standing, _, _ = met(*NODES, traits={"plan": 3.0}, known={**KNOWN, "plan": "number"}, entry="{}")

    assert standing[1] == "quarantined"
    assert "plan is a number" in standing[3]


def test_an_entry_that_cannot_be_read_stops_its_customer():
    standing, _, _ = met(*NODES, traits={"plan": "free"}, known=KNOWN, entry="{broken")

    assert standing[:2] == ("which", "quarantined")
