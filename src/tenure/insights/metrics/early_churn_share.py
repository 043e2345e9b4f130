"""What share of churn falls into the first 30 days."""

from datetime import timedelta

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.metrics import Metric, Unit, ended

EARLY = timedelta(days=30)


METRIC = Metric(
    key="early_churn_share",
    name=_("Churn in the first 30 days"),
    meaning=_("Of the subscriptions that ended in the week, the share that was not 30 days old."),
    unit=Unit.RATE,
    better="lower",
    population=ended,
    reached=lambda _scope: pl.col("ends_at") - pl.col("starts_at") < EARLY,
    source="spells",
)
