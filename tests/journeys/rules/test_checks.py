"""Single values are what they should be."""

import pytest

from tenure.journeys.rules import checks
from tenure.kernel.errors import BadInput


def test_values_that_fit_come_back():
    assert checks.text("zażółć 안녕", "name") == "zażółć 안녕"
    assert checks.slug("a-1_b", "key") == "a-1_b"
    assert checks.whole_number(3, "days", minimum=3) == 3
    assert checks.holdout(0, "holdout") == 0.0
    assert checks.listed([1], "nodes", at_most=1) == [1]
    assert checks.mapping({"a": 1}, "entry", required=("a",), optional=("b",)) == {"a": 1}


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (checks.text, " "),
        (checks.text, "a\x00"),
        (checks.text, "a" * 201),
        (checks.text, None),
        (checks.slug, "-a"),
        (checks.slug, "a" * 65),
        (checks.slug, "a\n"),
        (checks.slug, 1),
        (checks.holdout, -0.1),
        (checks.holdout, "0"),
        (checks.holdout, float("nan")),
    ],
)
def test_values_that_do_not_fit_are_refused_by_name(check, value):
    with pytest.raises(BadInput) as caught:
        check(value, "nodes[0].field")

    assert caught.value.field == "nodes[0].field"
    assert caught.value.message.startswith("nodes[0].field must be ")


@pytest.mark.parametrize("value", [2, 3.0, "3", True, None])
def test_a_number_is_whole_and_large_enough(value):
    with pytest.raises(BadInput, match=r"^days must be a whole number of at least 3\.$"):
        checks.whole_number(value, "days", minimum=3)


def test_choices_read_as_a_list():
    assert checks.choices(["a", "b"]) == "`a`, `b`"


def test_times_shares_and_words():
    assert checks.clock_time("09:00", "at") == "09:00"
    assert checks.share(1, "share") == 1.0
    assert checks.one_of("mon", "tue")("tue", "weekday") == "tue"
    assert checks.long_text("a\nb", "body") == "a\nb"
    assert checks.scalar(2.5, "value") == 2.5


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (checks.clock_time, "24:00"),
        (checks.clock_time, 540),
        (checks.share, 0),
        (checks.share, 1.1),
        (checks.truth, 1),
        (checks.long_text, "\x00"),
        (checks.one_of("mon"), "x"),
    ],
)
def test_other_values_are_refused_by_name(check, value):
    with pytest.raises(BadInput) as caught:
        check(value, "it")

    assert caught.value.field == "it"
    assert caught.value.message.startswith("it must be ")


def test_a_word_is_guessed():
    with pytest.raises(BadInput, match=r"did you mean `workday`\?$"):
        checks.one_of("mon", "workday")("workdays", "weekday")


def test_a_number_may_be_too_large():
    with pytest.raises(BadInput, match="at least 1 and at most 100"):
        checks.whole_numbers(1, 100)(101, "priority")
