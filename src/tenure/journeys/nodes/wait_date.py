"""Wait for a date of the customer's own."""

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules import checks
from tenure.journeys.rules.dates import ZONE, date_instants
from tenure.journeys.rules.entrances import MAX_OFFSET_DAYS
from tenure.journeys.rules.moments import NOW
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings, way_setting
from tenure.journeys.rules.spelling import Read, optional, setting

_time_or_none: Read[str | None] = checks.clock_time


@dataclass(frozen=True, slots=True)
class WaitDate(NodeSettings):
    """Hold each customer until some days before or after a date of their own.

    Who has no such date, or has it behind them, goes on at once. A date that was moved while the customer waited
    is waited for.
    """

    trait: str = setting("The trait that holds the date.", read=checks.text)
    offset_days: int = optional(
        "Days after it; negative is before.", read=checks.whole_numbers(-MAX_OFFSET_DAYS, MAX_OFFSET_DAYS), default=0
    )
    time: str | None = optional(
        "At this time of the customer's day; without it at the time of the date.", read=_time_or_none, default=None
    )
    passed: str | None = way_setting("The node for who has no such date, or has it behind them.")

    def detail(self) -> str:
        """Return the date and how far from it."""
        days = f" {self.offset_days:+} d" if self.offset_days else ""
        return f"{self.trait}{days}{f' · {self.time}' if self.time else ''}"

    def ways(self) -> tuple[str | None, ...]:
        """Return the way for who waited, and that for whom the date is past."""
        return (None, self.passed)

    def ways_told(self) -> tuple[tuple[str, str | None], ...]:
        """Return the way for whom the date is past."""
        return (("passed", self.passed),)

    def traits(self) -> frozenset[str]:
        """Return the trait with the customer's zone."""
        return frozenset({ZONE})

    def dates(self) -> frozenset[str]:
        """Return the trait with the date."""
        return frozenset({self.trait})


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Let who arrives stay until the date, and everybody go on after it."""
    at = date_instants(customers, context.facts).alias("at")
    is_ahead = (pl.col("at") > pl.col(NOW)).fill_null(value=False)
    return customers.with_columns(at).with_columns(
        due_at=pl.when(is_ahead).then("at"),
        way=pl.when(~pl.col("resumed") & ~is_ahead).then(pl.col("passed").cast(pl.String)),
    )


NODE = NodeType(kind="wait_date", settings=WaitDate, visit=visit, label=_("Wait for a date"))
