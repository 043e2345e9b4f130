"""Small kinds of nodes with which the rules of journeys are tested."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import polars as pl

from tenure.journeys.rules.definition import Entry, Journey, Node, NodeSettings, number_setting, text_setting
from tenure.journeys.rules.node_types import NodeType
from tenure.kernel.errors import BadInput

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shout(NodeSettings):
    word: str = text_setting("What is shouted.")
    times: int = number_setting("How often.", minimum=1, default=1)


@dataclass(frozen=True, slots=True)
class Rest(NodeSettings):
    waits: ClassVar[bool] = True

    days: int = number_setting("Days.", minimum=1, default=0)

    def __post_init__(self):
        if self.days == 13:
            raise BadInput("must not bring bad luck.", field="days")


@dataclass(frozen=True, slots=True)
class Stop(NodeSettings):
    ends: ClassVar[bool] = True


def shout(customers, now):
    return customers.with_columns(effect=pl.lit("shout"), payload=pl.format("{} x{}", "word", "times"))


def rest(customers, now):
    over_at = pl.lit(now) + pl.duration(days="days", time_unit="us")
    return customers.with_columns(due_at=pl.when(~pl.col("resumed")).then(over_at))


def stop(customers, now):
    return customers


TOYS = {
    node_type.kind: node_type
    for node_type in (
        NodeType("shout", Shout, shout, "Shout"),
        NodeType("rest", Rest, rest, "Rest"),
        NodeType("stop", Stop, stop, "Stop"),
    )
}
KINDS = {Shout: "shout", Rest: "rest", Stop: "stop"}


def node(name, settings, **more):
    return Node(name, KINDS[type(settings)], settings, **more)


def journey(*nodes, key="welcome"):
    return Journey(key=key, name=key.title(), entry=Entry("signed_up"), nodes=nodes)
