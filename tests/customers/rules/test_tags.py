import pytest

from tenure.customers.rules.tags import tag_name
from tenure.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" VIP ", "vip"),
        ("beta-tester", "beta-tester"),
        ("단골", "단골"),
        ("Q1: gold", "q1: gold"),
        ("a", "a"),
        ("c++", "c++"),
    ],
)
def test_a_tag_is_kept_in_small_letters_without_blanks_around_it(text, name):
    assert tag_name(text) == name


@pytest.mark.parametrize("text", ["", "  ", "a/b", "<b>", "-", "a" * 61, "a\nb", "a\0b"])
def test_what_cannot_be_a_tag_is_refused(text):
    with pytest.raises(BadInput) as refused:
        tag_name(text)

    assert refused.value.field == "tag"
