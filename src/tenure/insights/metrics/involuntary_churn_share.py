"""What share of churn nobody wanted."""

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.insights.rules.metrics import Metric, Unit, ended
from tenure.insights.rules.reasons import is_involuntary

METRIC = Metric(
    key="involuntary_churn_share",
    name=_("Involuntary churn"),
    meaning=_(
        "Of the subscriptions that ended in the week, the share that ended because a payment failed: those whose "
        "reason says so, such as payment_failed."
    ),
    unit=Unit.RATE,
    better="lower",
    population=ended,
    reached=lambda _scope: is_involuntary(pl.col("reason")),
    source="spells",
)
