"""Let time pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import polars as pl
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tenure.journeys.rules.moments import NOW
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings, Scalar, number_setting
from tenure.kernel.errors import BadInput

MAX_DAYS = 3_660


@dataclass(frozen=True, slots=True)
class Wait(NodeSettings):
    """Hold each customer for a time, counted to the microsecond from the instant of arrival."""

    waits: ClassVar[bool] = True

    days: int = number_setting("Days of 24 hours.", minimum=1, default=0)
    hours: int = number_setting("Hours, added to the days.", minimum=1, default=0)
    minutes: int = number_setting("Minutes, added to the hours.", minimum=1, default=0)

    def __post_init__(self) -> None:
        """Refuse a wait of no time, and one that outlives the customer's patience."""
        minutes = (self.days * 24 + self.hours) * 60 + self.minutes
        if not minutes:
            raise BadInput("needs a time: give days, hours or minutes.")
        if minutes > MAX_DAYS * 24 * 60:
            raise BadInput(f"must not be longer than {MAX_DAYS} days.")

    def detail(self) -> str:
        """Return the time as people say it."""
        parts = (
            (self.days, ngettext("%d day", "%d days", self.days)),
            (self.hours, ngettext("%d hour", "%d hours", self.hours)),
            (self.minutes, ngettext("%d minute", "%d minutes", self.minutes)),
        )
        return " ".join(words % count for count, words in parts if count)

    def length(self) -> timedelta:
        """Return the time."""
        return timedelta(days=self.days, hours=self.hours, minutes=self.minutes)

    def columns(self) -> Mapping[str, Scalar]:
        """Return the time as one number."""
        return {"microseconds": self.length() // timedelta(microseconds=1)}


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:  # noqa: ARG001 - every node is told what is known
    """Let who arrives stay until the time is over, and who stayed go on."""
    over_at = pl.col(NOW) + pl.duration(microseconds="microseconds", time_unit="us")
    return customers.with_columns(due_at=pl.when(~pl.col("resumed")).then(over_at))


NODE = NodeType(kind="wait", settings=Wait, visit=visit, label=_("Wait"))
