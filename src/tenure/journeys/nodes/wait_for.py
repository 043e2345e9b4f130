"""Wait for what a customer does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.nodes.wait import Wait
from tenure.journeys.rules import checks, spelling
from tenure.journeys.rules.moments import NOW
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import Listened, NodeSettings, Scalar, way_setting
from tenure.journeys.rules.spelling import Read, optional, setting

MAX_EVENTS = 20
_condition: Read[str | None] = checks.long_text


@dataclass(frozen=True, slots=True)
class Awaited:
    """One of the events that are waited for."""

    event: str = setting("The event.", read=checks.text)
    where: str | None = optional("A condition on its properties.", read=_condition, default=None)
    next: str | None = way_setting("The node that comes next.")


def _span(data: object, path: str) -> Wait:
    return spelling.value(Wait, data, path)


@dataclass(frozen=True, slots=True)
class WaitFor(NodeSettings):
    """Hold each customer until one of some events, or until a time is over."""

    waits: ClassVar[bool] = True

    events: tuple[Awaited, ...] = setting(
        "The events: each with `event`, and if wanted `where` and `next`.",
        read=spelling.listed(Awaited, at_most=MAX_EVENTS),
    )
    within: Wait = setting("The time: `days`, `hours`, `minutes`.", read=_span)  # noqa: RUF009 - it makes a field
    timeout: str | None = way_setting("The node for those for whom none came.")

    def detail(self) -> str:
        """Return the events and the time."""
        return f"{', '.join(dict.fromkeys(each.event for each in self.events))} · {self.within.detail()}"

    def ways(self) -> tuple[str | None, ...]:
        """Return the way of each event, and that of the time."""
        return (*(each.next for each in self.events), self.timeout)

    def ways_told(self) -> tuple[tuple[str, str | None], ...]:
        """Return the way of each event, and that of the time."""
        named = ((f"events[{index}].next", each.next) for index, each in enumerate(self.events))
        return (*named, ("timeout", self.timeout))

    def listens(self) -> tuple[Listened, ...]:
        """Return the events."""
        return tuple(Listened(each.event, each.where, each.next) for each in self.events)

    def columns(self) -> Mapping[str, Scalar]:
        """Return the time as one number, and where its end leads."""
        return {"microseconds": self.within.length() // timedelta(microseconds=1), "timeout": self.timeout}


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:  # noqa: ARG001 - every node is told what is known
    """Let who arrives stay; who stayed goes the way that an event opened, or that of the time."""
    over_at = pl.col(NOW) + pl.duration(microseconds="microseconds", time_unit="us")
    return customers.with_columns(
        due_at=pl.when(~pl.col("resumed")).then(over_at),
        way=pl.coalesce("chosen", pl.col("timeout").cast(pl.String)),
    )


NODE = NodeType(kind="wait_for", settings=WaitFor, visit=visit, label=_("Wait for an event"))
