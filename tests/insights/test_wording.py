from tenure.insights.metrics.churn_rate import METRIC
from tenure.insights.rules.alerts import Alert, Finding
from tenure.insights.wording import alert_text
from tests.insights.scenes import TODAY


def test_an_alert_says_what_it_saw():
    alert = Alert("churn_high", "Churn is high", "churn_rate", "above", 0.05)

    subject, text = alert_text(alert, Finding(TODAY, 0.06, 0.04, is_raised=True), METRIC, workspace_name="Moveo")

    assert subject == "Churn is high: Churn is 6%"
    assert text.startswith("Moveo: Churn was 6% in the week of 2026-03-01; 4% the week before.\n\nOf the customers")
