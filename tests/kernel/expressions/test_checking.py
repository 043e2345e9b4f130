import pytest

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.checking import checked, references
from tenure.kernel.expressions.forms import from_json
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.tree import Name, Not

KNOWN = {
    "logins_7d": "number",
    "logins_prev_7d": "number",
    "plan": "text",
    "is_vip": "boolean",
    "seen_at": "instant",
    "renews_at": "instant",
    "x": "any",
    "y": "any",
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("logins_7d < 0.7 * logins_prev_7d AND plan = 'pro'", "boolean"),
        ("logins_7d / logins_prev_7d", "number"),
        ("x + 1", "number"),
        ("seen_at", "instant"),
        ("plan", "text"),
        ("x", "any"),
        ("x = 3 AND x = 'a' AND x = TRUE AND x < DATE '2026-01-31' AND x < AGO(3d)", "boolean"),
        ("x IN (1, 2) AND x CONTAINS 'a' AND x AND NOT x", "boolean"),
        ("x BETWEEN y AND 3", "boolean"),
        ("seen_at BETWEEN AGO(14d) AND NOW()", "boolean"),
        ("NOW() BETWEEN seen_at AND renews_at", "boolean"),
        ("(plan = 'pro') = is_vip", "boolean"),
        ("is_vip IS KNOWN AND x IS NOT KNOWN", "boolean"),
    ],
)
def test_what_fits_together_has_a_type(text, kind):
    assert checked(parsed(text), KNOWN) == kind


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("plam = 'pro'", "column 1: nothing is called plam; did you mean plan."),
        (
            "Logins_7d = 1".replace("L", "l") + " AND logins = 2",
            "column 19: nothing is called logins; did you mean logins_7d.",
        ),
        (
            'plan = "pro"',
            (
                "column 8: nothing is called pro; if it is a text, write 'pro'; "
                "if it is new, define it or send it once before."
            ),
        ),
        ("logins_7d = '3'", "column 13: '3' is a text, but logins_7d is a number; write 3 without quotes."),
        ("plan = 3", "column 8: 3 is a number, but plan is a text; write '3' in single quotes."),
        ("is_vip = 'true'", "column 10: 'true' is a text, but is_vip is true or false; write TRUE without quotes."),
        ("is_vip = 1", "column 10: 1 is a number, but is_vip is true or false; write TRUE."),
        ("is_vip < TRUE", "column 8: TRUE and FALSE have no order; write = or !=."),
        ("is_vip BETWEEN FALSE AND TRUE", "column 1: TRUE and FALSE have no order; write = or !=."),
        (
            "seen_at < '2026-01-31'",
            "column 11: '2026-01-31' is a text, but seen_at is an instant; write DATE '2026-01-31'.",
        ),
        (
            "seen_at < 'last week'",
            (
                "column 11: 'last week' is a text, but seen_at is an instant; write DATE '2026-01-31', "
                "INSTANT '2026-01-31T12:00:00Z' or AGO(14d)."
            ),
        ),
        (
            "plan = logins_7d",
            "column 8: logins_7d is a number, but plan is a text; compare logins_7d with a number.",
        ),
        (
            "logins_7d",
            (
                "column 1: logins_7d is a number, but true or false is wanted here; compare it, or "
                "write logins_7d IS KNOWN."
            ),
        ),
        (
            "is_vip AND plan",
            "column 12: plan is a text, but true or false is wanted here; compare it, or write plan IS KNOWN.",
        ),
        (
            "plan + 1 > 2",
            "column 1: plan is a text, but a number is wanted here; write a number without quotes, such as 3.",
        ),
        (
            "seen_at + 3 > renews_at",
            (
                "column 1: seen_at is an instant, but a number is wanted here; there is no arithmetic with instants; "
                "time is moved inside AGO(...) and FROM_NOW(...)."
            ),
        ),
        ("x IN (1, 'a')", "column 10: 'a' is a text, but 1 is a number; write a number without quotes, such as 3."),
        (
            "logins_7d CONTAINS 'a'",
            "column 1: logins_7d is a number, but a text is wanted here; write a text in single quotes, such as 'pro'.",
        ),
        (
            "x = y",
            (
                "column 5: the types of both sides are known only at run time; say the type of one of them in its "
                "definition, or compare with a stated value."
            ),
        ),
        ("seen_at = AGO(3d)", "column 9: an instant never stays equal to now; write <, <=, > or >=."),
        (
            "logins_7d < AGO(3d)",
            "column 1: logins_7d is a number, but AGO(3d) is an instant; compare logins_7d with a number.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_column_with_a_remedy(text, sentence):
    with pytest.raises(BadExpression) as refusal:
        checked(parsed(text), KNOWN, field="condition", wanted="boolean")

    assert (refusal.value.message, refusal.value.field) == (sentence, "condition")


@pytest.mark.parametrize(
    "text",
    [
        "NOW() > DATE '2026-01-31'",
        "NOW() < AGO(3d)",
        "NOW() IS KNOWN",
        "NOW()",
        "NOW() - 3 < logins_7d",
        "logins_7d + NOW() < 3",
        "NOW() IN (DATE '2026-01-31')",
        "NOW() BETWEEN seen_at AND DATE '2026-01-31'",
        "DATE '2026-01-31' BETWEEN AGO(3d) AND seen_at",
    ],
)
def test_the_clock_is_compared_with_the_instant_of_a_trait_and_with_nothing_else(text):
    with pytest.raises(BadExpression) as refusal:
        checked(parsed(text), KNOWN)

    assert refusal.value.message.endswith(
        ": the clock is compared with the instant of a trait and with nothing else: write last_seen_at < AGO(14d); "
        "time is moved inside AGO(...) and FROM_NOW(...)."
    )


def test_a_mistake_in_a_form_is_found_by_its_part():
    form = {"all": [{"trait": "is_vip"}, {"trait": "plan", "op": "=", "value": 3}]}

    with pytest.raises(BadExpression) as refusal:
        checked(from_json(form), KNOWN)

    assert refusal.value.message == "all[1].value: 3 is a number, but plan is a text; write '3' in single quotes."


def test_a_mistake_in_a_tree_made_by_hand_is_shown():
    with pytest.raises(BadExpression, match=r"^in plam: nothing is called plam; did you mean plan\.$"):
        checked(Not(Name("plam")), KNOWN)


def test_a_tree_without_a_bottom_is_refused():
    tree = Name("x")
    for _ in range(50_000):
        tree = Not(tree)

    with pytest.raises(BadExpression, match="nested more than 30 deep"):
        checked(tree, KNOWN)


def test_the_names_of_an_expression_are_known_before_it_is_checked():
    assert references(parsed("a < b * 2 AND c IN (1) OR NOT d IS KNOWN AND a")) == {"a", "b", "c", "d"}
    assert references(parsed("TRUE")) == frozenset()
