"""How many customers came."""

from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.lives import week_of
from tenure.insights.rules.metrics import Metric, Unit

METRIC = Metric(
    key="new_customers",
    name=_("New customers"),
    meaning=_("Customers whose first event of their own lies in the week."),
    unit=Unit.COUNT,
    better="higher",
    population=lambda scope: week_of("first_at", scope.lives) == scope.week,
)
