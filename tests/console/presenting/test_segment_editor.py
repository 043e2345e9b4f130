import pytest
from django.http import QueryDict

from tenure.console.presenting.segment_editor import (
    MOST_GROUPS,
    MOST_ROWS,
    Form,
    after_act,
    fitted,
    focus_after,
    key_from,
    marked,
    read_form,
)
from tenure.console.rules.builder import Builder, Group, Row

TWO = Form(builder=Builder("all", (Group("any", (Row("plan", "is", "a"), Row("plan", "is", "b"))), Group())))
KNOWN = {"plan": "text", "acts_90d": "number"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Pro and quiet", "pro_and_quiet"),
        ("7 days!", "days"),
        ("요금제", ""),
        ("  ", ""),
        ("A" * 80, "a" * 60),
        ("x_ ", "x"),
    ],
)
def test_a_key_is_made_of_a_name_as_far_as_its_letters_allow(name, key):
    assert key_from(name) == key


@pytest.mark.parametrize(
    ("text", "message", "shown"),
    [
        ("a > b", "column 5: nothing is called b.", "a > b\n    ^"),
        ("a > 1\nAND b", "line 2, column 5: nothing is called b.", "AND b\n    ^"),
        ("", "Say for whom it holds.", ""),
        ("", "column 1: the expression is empty.", "\n^"),
    ],
)
def test_an_error_points_at_its_column(text, message, shown):
    assert marked(text, message) == shown


@pytest.mark.parametrize(
    ("act", "focus"),
    [
        ("add_row:0", "g0.r2"),
        ("add_group", "g2.r0"),
        ("remove_row:0:1", "g0.r0"),
        ("remove_row:1:0", "g0.r0"),
        ("to_rows", "g0.r0"),
        ("look", ""),
        ("add_row:7", ""),
    ],
)
def test_after_a_press_one_goes_on_where_it_happened(act, focus):
    assert focus_after(after_act(TWO, act, KNOWN), act) == focus


def test_rows_and_groups_have_a_most():
    form = TWO
    for _ in range(30):
        form = after_act(after_act(form, "add_row:0", KNOWN), "add_group", KNOWN)

    assert (len(form.builder.groups), len(form.builder.groups[0].rows)) == (MOST_GROUPS, MOST_ROWS)


def test_the_last_row_leaves_an_empty_one():
    assert after_act(Form(), "remove_row:0:0", KNOWN).builder == Builder()


def test_only_fields_of_rows_are_read_as_rows():
    said = QueryDict("g0.r1.trait=plan&g0.r1.op=drop&g0.r0.trait=acts_90d&g999.r0.trait=x&g0.r0.color=red&joiner=xor")

    builder = read_form(said).builder

    assert builder == Builder("all", (Group("all", (Row("acts_90d"), Row("plan"))),))
    assert fitted(builder, KNOWN).groups[0].rows == (Row("acts_90d", "equals"), Row("plan", "is"))
