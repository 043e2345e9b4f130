"""Let time pass."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import polars as pl
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tenure.journeys.rules.definition import NodeSettings, number_setting
from tenure.journeys.rules.node_types import NodeType
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


def visit(customers: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Let who arrives stay until the time is over, and who stayed go on."""
    over_at = pl.lit(now) + pl.duration(days="days", hours="hours", minutes="minutes", time_unit="us")
    return customers.with_columns(due_at=pl.when(~pl.col("resumed")).then(over_at))


NODE = NodeType(kind="wait", settings=Wait, visit=visit, label=_("Wait"))
