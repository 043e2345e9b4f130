"""How many customers did something."""

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.lives import was_active
from tenure.insights.rules.metrics import Metric, Unit

METRIC = Metric(
    key="active_customers",
    name=_("Active customers"),
    meaning=_("Customers who did anything in the week. What Tenure did for them does not count."),
    unit=Unit.COUNT,
    better="higher",
    population=lambda scope: was_active(pl.lit(scope.week)),
)
