from hypothesis import given
from hypothesis import strategies as st

from tenure.ui.rules.text import fitted, text_width


def test_a_korean_letter_is_as_wide_as_the_font_is_high():
    assert text_width("한빛", font_size=12) == 24.0
    assert round(text_width("ab", font_size=10), 2) == 11.0


def test_an_accent_of_its_own_takes_no_room():
    assert text_width("e\u0301", font_size=10) == text_width("e", font_size=10)


def test_a_text_that_fits_stays_as_it_is():
    assert fitted("Wait", width=100, font_size=13) == "Wait"


def test_a_text_that_is_too_wide_ends_with_an_ellipsis():
    assert fitted("We miss you, check in", width=70, font_size=12) == "We miss y…"
    assert fitted("안녕하세요 고객님", width=40, font_size=12) == "안녕…"


@given(st.text(), st.integers(20, 200))
def test_nothing_is_ever_wider_than_its_place(text, width):
    assert text_width(fitted(text, width=width, font_size=12), font_size=12) <= width + 1e-6
