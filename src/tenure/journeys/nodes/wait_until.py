"""Wait for a time of the day."""

from dataclasses import dataclass
from typing import ClassVar

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules import checks
from tenure.journeys.rules.dates import ZONE, next_instants, zones
from tenure.journeys.rules.facts import PREFIX
from tenure.journeys.rules.local_times import WEEKDAYS, WORKDAY
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings
from tenure.journeys.rules.spelling import Read, optional, setting

_day_or_none: Read[str | None] = checks.one_of(*WEEKDAYS, WORKDAY)


@dataclass(frozen=True, slots=True)
class WaitUntil(NodeSettings):
    """Hold each customer until clocks show a time for the next time.

    A time that clocks jump over is the first instant after the jump; one that they show twice is the first.
    """

    waits: ClassVar[bool] = True

    time: str = setting('The time of the day, such as `"09:00"`.', read=checks.clock_time)
    weekday: str | None = optional(
        "Only on this day, `mon` to `sun`, or on a `workday`, Monday to Friday.", read=_day_or_none, default=None
    )
    zone: str = optional(
        "Whose clocks: those of the `customer` (trait `time_zone`, if there is one) or of the `workspace`.",
        read=checks.one_of("customer", "workspace"),
        default="customer",
    )

    def detail(self) -> str:
        """Return the time, and the day if there is one."""
        return f"{self.time} · {self.weekday}" if self.weekday else self.time

    def traits(self) -> frozenset[str]:
        """Return the trait with the customer's zone."""
        return frozenset({ZONE}) if self.zone == "customer" else frozenset()


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Let who arrives stay until the next such time, and who stayed go on."""
    named = pl.lit(context.facts.zone)
    if PREFIX + ZONE in customers.columns:
        named = pl.when(pl.col("zone") == "customer").then(zones(customers, context.facts)).otherwise(named)
    asked = customers.with_columns(
        named.alias("zone"), pl.col("weekday").cast(pl.String), pl.col("time").cast(pl.String)
    )
    return asked.with_columns(found=next_instants(asked)).with_columns(due_at=pl.when(~pl.col("resumed")).then("found"))


NODE = NodeType(kind="wait_until", settings=WaitUntil, visit=visit, label=_("Wait until"))
