"""What share of new customers comes back in the week after their first."""

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.lives import WEEK, was_active, week_of
from tenure.insights.rules.metrics import Metric, Unit

METRIC = Metric(
    key="second_week_rate",
    name=_("Back in the second week"),
    meaning=_("Of the customers who came in the week, the share that did anything in the week after it."),
    unit=Unit.RATE,
    better="higher",
    population=lambda scope: week_of("first_at", scope.lives) == scope.week,
    reached=lambda scope: was_active(pl.lit(scope.week + 1)),
    matures=lambda _settings: WEEK,
)
