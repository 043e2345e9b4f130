"""Test which answers ask to stop."""

import pytest

from tenure.messaging.rules.stop_words import is_stop


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop.",
        " Stop! ",
        "S T O P",
        "StOpAlL",
        "please stop",
        "Unsubscribe",
        "opt-out",
        "수신거부",
        "수신 거부!",
        "Rezygnuję",
    ],
)
def test_law_l9_a_stop_word_in_any_case_and_spelling_is_one(text):
    assert is_stop(text)


@pytest.mark.parametrize("text", ["", "yes", "don't stop believing", "stopwatch", "when does it end?"])
def test_what_only_speaks_of_stopping_is_none(text):
    assert not is_stop(text)
