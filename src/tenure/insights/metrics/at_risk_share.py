"""What share of customers may leave."""

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.metrics import Metric, Unit

METRIC = Metric(
    key="at_risk_share",
    name=_("At risk"),
    meaning=_("Of all customers who had not canceled at the end of the week, the share in the stage At risk."),
    unit=Unit.RATE,
    better="lower",
    population=lambda scope: (
        (pl.col("stage") != "canceled")
        & (pl.col("starts_at") < scope.ends_at)
        & (pl.col("ends_at").is_null() | (pl.col("ends_at") >= scope.ends_at))
    ),
    reached=lambda _scope: pl.col("stage") == "at_risk",
    source="stays",
)
