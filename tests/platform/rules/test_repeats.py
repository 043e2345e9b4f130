import pytest

from tenure.kernel.errors import BadInput
from tenure.platform.rules.repeats import call_digest, checked_key


def test_parts_of_a_call_cannot_be_shifted_into_one_another():
    assert call_digest(b"ab", b"c") != call_digest(b"a", b"bc")
    assert call_digest(b"ab", b"c") == call_digest(b"ab", b"c")


@pytest.mark.parametrize("key", ["", "  ", "x" * 256, "a\nb"])
def test_a_key_that_cannot_be_kept_is_refused(key):
    with pytest.raises(BadInput, match="such as a UUID") as refused:
        checked_key(key)

    assert refused.value.field == "Idempotency-Key"
    assert checked_key("x" * 255) == "x" * 255
