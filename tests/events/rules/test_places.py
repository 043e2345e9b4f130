import pytest

from tenure.events.rules.places import place, place_text
from tenure.kernel.errors import BadInput


def test_a_place_comes_back_as_it_went():
    assert place_text((12, 7)) == "12-7"
    assert place(place_text((12, 7))) == (12, 7)


@pytest.mark.parametrize("text", ["", "12", "12-", "-7", "a-b", "1-2-3", "1" * 30 + "-1"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(BadInput) as refused:
        place(text)

    assert refused.value.field == "cursor"
