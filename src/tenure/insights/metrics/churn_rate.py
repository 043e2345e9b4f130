"""What share of subscribers leaves."""

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.metrics import Metric, Unit

METRIC = Metric(
    key="churn_rate",
    name=_("Churn"),
    meaning=_("Of the customers who were subscribed when the week began, the share whose subscription ended in it."),
    unit=Unit.RATE,
    better="lower",
    population=lambda scope: (
        (pl.col("starts_at") < scope.starts_at) & (pl.col("ends_at").is_null() | (pl.col("ends_at") >= scope.starts_at))
    ),
    reached=lambda scope: pl.col("ends_at") < scope.ends_at,
    source="spells",
)
