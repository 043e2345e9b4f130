import pytest

from tenure.console.rules.insight_lines import heat


@pytest.mark.parametrize(("share", "expected"), [(0, "h0"), (0.099, "h0"), (0.1, "h1"), (0.95, "h9"), (1, "h9")])
def test_a_share_is_one_of_ten_shades(share, expected):
    assert heat(share) == expected
