import pytest

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.forms import from_json

ROW = '{"trait": "plan", "op": "=", "value": "pro"}'


def _row(op, value=None):
    return {"trait": "a", "op": op, "value": value}


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, f"One key makes a group or a value, and here is nothing; a test is {ROW}."),
        ([], f"A list stands only after all, any, in and between; a test is {ROW}."),
        (None, 'Nothing equals null; write {"trait": "plan", "op": "unknown"}.'),
        ({"al": [1]}, "al: 'al' is unknown; did you mean all."),
        ({"all": []}, f"all: a list of one or more conditions belongs here, such as [{ROW}]."),
        ({"trait": "a", "value": 1}, f"One key makes a group or a value, and here is trait, value; a test is {ROW}."),
        ({"trait": "a", "op": "=", "values": 1}, "values: 'values' is unknown; did you mean value."),
        ({"trait": "a", "left": 1, "op": "=", "value": 1}, f'A test has either "trait" or "left", such as {ROW}.'),
        ({"trait": "a", "op": "contain", "value": "x"}, "op: 'contain' is unknown; did you mean contains."),
        ({"trait": "a", "op": "="}, "value: = needs a value."),
        ({"trait": "a", "op": "known", "value": 1}, "value: known needs no value; leave it out."),
        ({"trait": "", "op": "known"}, "trait: a name cannot be empty."),
        ({"trait": 3, "op": "known"}, "trait: a text belongs here."),
        (_row("in", "pro"), 'value: in needs a list, such as ["pro", "team"].'),
        (_row("in", [{"trait": "b"}]), 'value[0].trait: in needs stated values, such as [1, 2] or ["pro"].'),
        (_row("between", [1]), "value: between needs two ends, such as [1, 5]."),
        (_row("contains", 3), "value: a text belongs here."),
        (_row("=", "\ud800"), "value: a text cannot hold half of a surrogate pair."),
        (_row("<", {"ago": "3 days"}), "value.ago: '3 days': write a number and one letter: 3d."),
        (_row("<", {"now": "yes"}), 'value.now: the present is written {"now": true}.'),
        (_row("<", {"date": "2026-02-30"}), 'value.date: write {"date": "2026-01-31"}.'),
        (_row("<", {"+": [1]}), 'value.+: + needs a list of two numbers, such as [0.7, {"trait": "logins_prev_7d"}].'),
        (_row("<", 10**5000), "value: this is too large for a number."),
        (
            {"all": [{"trait": "a"}, {"any": [{"trait": "b"}, _row("<", None)]}]},
            'all[1].any[1].value: nothing equals null; write {"trait": "plan", "op": "unknown"}.',
        ),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_part_with_a_remedy(form, sentence):
    with pytest.raises(BadExpression) as refusal:
        from_json(form, field="condition")

    assert (refusal.value.message, refusal.value.field) == (sentence, "condition")


def test_an_unknown_operator_is_answered_with_all_of_them():
    with pytest.raises(
        BadExpression, match="one of =, !=, <, <=, >, >=, contains, starts_with, ends_with, in, between"
    ):
        from_json(_row("~", 1))


def test_a_form_without_a_bottom_is_refused():
    form = True
    for _ in range(50_000):
        form = {"not": form}

    with pytest.raises(BadExpression, match="nested more than 30 deep"):
        from_json(form)
