from datetime import timedelta

import pytest

from tenure.kernel.errors import BadInput
from tenure.platform.rules.durations import duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("6h", timedelta(hours=6)),
        (" 3d ", timedelta(days=3)),
        ("2w", timedelta(days=14)),
    ],
)
def test_lengths_of_time_are_read_as_people_write_them(text, length):
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "3", "d", "3 d", "-3d", "3.5d", "3y", "٣d", "9999999999s"])
def test_anything_else_is_refused_with_a_remedy(text):
    with pytest.raises(BadInput, match="write one as 90s, 15m, 6h, 3d or 2w"):
        duration(text)
