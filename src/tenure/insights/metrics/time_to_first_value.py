"""How long new customers take to get to value."""

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.lives import week_of
from tenure.insights.rules.metrics import Metric, Unit

METRIC = Metric(
    key="time_to_first_value",
    name=_("Time to first value"),
    meaning=_(
        "Of the customers who came in the week and had the event of value within the days of activation, the median "
        "time from their first event to it. Who never got there is not in it: read it beside the activation rate."
    ),
    unit=Unit.HOURS,
    better="lower",
    population=lambda scope: week_of("first_at", scope.lives) == scope.week,
    reached=lambda scope: pl.col("value_at") <= pl.col("first_at") + scope.settings.activation,
    amount=lambda _scope: (pl.col("value_at") - pl.col("first_at")).dt.total_seconds() / 3_600,
    matures=lambda settings: settings.activation,
    needs_value=True,
)
