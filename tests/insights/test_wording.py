import pytest

from tenure.insights.metrics.churn_rate import METRIC
from tenure.insights.rules.alerts import Alert, Finding
from tenure.insights.rules.metrics import Unit
from tenure.insights.wording import alert_text, spelled_value
from tests.insights.scenes import TODAY


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


def test_an_alert_says_what_it_saw():
    alert = Alert("churn_high", "Churn is high", "churn_rate", "above", 0.05)

    subject, text = alert_text(alert, Finding(TODAY, 0.06, 0.04, is_raised=True), METRIC, workspace_name="Moveo")

    assert subject == "Churn is high: Churn is 6%"
    assert text.startswith("Moveo: Churn was 6% in the week of 2026-03-01; 4% the week before.\n\nOf the customers")
