import pytest

from tenure.events.rules.pacing import flush_delay


@pytest.mark.parametrize(
    ("rows", "seconds"), [(0, 0.05), (1, 0.05), (1_500, 0.05), (15_000, 0.5), (150_000, 5.0), (5_000_000, 5.0)]
)
def test_the_pause_grows_with_the_load_between_its_bounds(rows, seconds):
    assert flush_delay(rows) == pytest.approx(seconds)
