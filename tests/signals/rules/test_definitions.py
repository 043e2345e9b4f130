import pytest

from tenure.kernel.errors import BadInput
from tenure.signals.rules.definitions import checked_key, is_readable


@pytest.mark.parametrize("key", ["a", "logins_7d", "a" * 60])
def test_small_letters_digits_and_lines_make_a_key(key):
    assert checked_key(key) == key


@pytest.mark.parametrize(
    "key", ["", "7d", "_a", "Logins", "log-ins", "log ins", "a" * 61, "a\n", "\u0101", "segment:a"]
)
def test_another_key_is_refused(key):
    with pytest.raises(BadInput) as refused:
        checked_key(key, field="trait")

    assert refused.value.message == (
        f"{key!r} is no key; use small letters, digits and _, a letter first, at most 60 in all."
    )
    assert refused.value.field == "trait"


@pytest.mark.parametrize(
    "name", ["amount", "first name", "\u017c\u00f3\u0142w", "a*", "^a", "a$", "customer_id", "$.x"]
)
def test_most_names_of_properties_can_be_read(name):
    assert is_readable(name)


@pytest.mark.parametrize("name", ["*", "^a.*$", "^$", 'a"b', "a\\b", "a\nb", "\x00", "\ud800"])
def test_what_an_engine_takes_for_a_pattern_or_for_no_name_cannot(name):
    assert not is_readable(name)
