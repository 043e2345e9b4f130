"""What share of new customers gets to value in time."""

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.lives import week_of
from tenure.insights.rules.metrics import Metric, Unit

METRIC = Metric(
    key="activation_rate",
    name=_("Activation rate"),
    meaning=_(
        "Of the customers who came in the week, the share that had the event of value within the days of activation. "
        "A week is complete when its last customer had these days too."
    ),
    unit=Unit.RATE,
    better="higher",
    population=lambda scope: week_of("first_at", scope.lives) == scope.week,
    reached=lambda scope: pl.col("value_at") <= pl.col("first_at") + scope.settings.activation,
    matures=lambda settings: settings.activation,
    needs_value=True,
)
