import pytest

from tenure.kernel.expressions import words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("logins_7d", "logins_7d"),
        ("billing.address", "billing.address"),
        ("Plan", '"Plan"'),
        ("and", '"and"'),
        ("now", '"now"'),
        ("7_days", '"7_days"'),
        ('Größe "L"', '"Größe ""L"""'),
    ],
)
def test_a_name_is_quoted_where_it_must_be(name, text):
    assert words.name_text(name) == text
    assert words.is_plain(name) is (name == text)


def test_a_quote_inside_a_text_is_doubled():
    assert words.literal_text("it's") == "'it''s'"


def test_the_nearest_word_is_guessed_and_a_far_one_is_not():
    known = ["logins_7d", "plan", "last_seen_at"]

    assert words.nearest("login_7d", known) == "logins_7d"
    assert words.nearest("PLAN", known) == "plan"
    assert words.nearest("favorite_color", known) is None


def test_a_text_is_kept_unless_a_store_would_lose_it():
    assert words.text_fault("it's 한빛 😀\n") is None
    assert words.text_fault("a\x00b") == "a text cannot hold the character U+0000"
    assert words.text_fault("a\ud800") == "a text cannot hold half of a surrogate pair"
