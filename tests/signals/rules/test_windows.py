import pytest

from tenure.kernel.errors import BadInput
from tenure.signals.rules.windows import Window, window


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("90m", Window(90, "minute")),
        ("24h", Window(1_440, "minute")),
        ("1d", Window(1_440, "minute")),
        ("47h", Window(2_820, "minute")),
        ("48h", Window(2, "day")),
        ("2d", Window(2, "day")),
        ("2880m", Window(2, "day")),
        (" 2w ", Window(14, "day")),
        ("3660d", Window(3_660, "day")),
    ],
)
def test_from_two_days_on_a_window_counts_days_and_before_that_minutes(text, found):
    assert window(text) == found


def test_a_window_may_have_ended_a_while_ago():
    assert window("7d", ago="2w") == Window(7, "day", 14)
    assert window("24h", ago="3h") == Window(1_440, "minute", 180)
    assert (window("7d", ago="2w").reach, window("24h", ago="3h").reach) == (21, 1_620)


def test_the_window_before_ends_where_this_one_begins():
    assert window("7d", ago="1d").before() == Window(7, "day", 8)
    assert window("7d").before().before() == Window(7, "day", 14)


@pytest.mark.parametrize("text", ["7d", "24h", "47h", "2w", "3660d"])
def test_a_spelled_window_is_the_same_window(text):
    assert window(window(text).spelled()) == window(text)


@pytest.mark.parametrize(
    "text", ["", "7", "d", "0d", "-7d", "7 d", "7D", "1.5h", "7d7d", "\u0667d", "7d\n7d", "99999999m"]
)
def test_what_is_no_span_is_refused(text):
    with pytest.raises(BadInput) as refused:
        window(text)

    assert refused.value.message == f"{text!r} is no span of time; say e.g. `90m`, `24h`, `7d` or `2w`."
    assert refused.value.field == "window"


def test_what_ended_no_span_ago_is_refused():
    with pytest.raises(BadInput) as refused:
        window("7d", ago="yesterday")

    assert refused.value.field == "ago"


@pytest.mark.parametrize(
    ("text", "ago", "field", "given"), [("50h", None, "window", "50h"), ("7d", "12h", "ago", "12h")]
)
def test_a_part_of_a_day_is_refused_where_days_are_counted(text, ago, field, given):
    with pytest.raises(BadInput) as refused:
        window(text, ago=ago)

    assert refused.value.message == f"From two days on windows count whole days: {given!r} is none; say e.g. `3d`."
    assert refused.value.field == field


@pytest.mark.parametrize(("text", "ago"), [("3661d", None), ("3000d", "661d"), ("24h", "3660d"), ("1h", "9999w")])
def test_a_window_that_reaches_back_too_far_is_refused(text, ago):
    with pytest.raises(BadInput) as refused:
        window(text, ago=ago)

    assert refused.value.message == "A window reaches back at most 3660 days; leave it out for all time."
    assert refused.value.field == "window"
