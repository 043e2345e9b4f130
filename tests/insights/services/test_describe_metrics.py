import pytest

from tenure.insights.rules.metrics import Unit
from tenure.insights.services.describe_metrics import spelled_value


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (None, Unit.RATE, "\N{EN DASH}"),
        (1234.0, Unit.COUNT, "1,234"),
        (0.0512, Unit.RATE, "5.1%"),
        (0.5, Unit.HOURS, "30 min"),
        (30.0, Unit.HOURS, "30 h"),
        (60.0, Unit.HOURS, "2.5 days"),
    ],
)
def test_a_value_is_said_in_its_unit(value, unit, expected):
    assert spelled_value(value, unit) == expected
