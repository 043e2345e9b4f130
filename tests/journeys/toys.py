"""Small kinds of nodes with which the rules of journeys are tested."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import polars as pl

from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.entrances import EventEntry
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.node_types import NodeType
from tenure.journeys.rules.settings import Listened, Node, NodeSettings, number_setting, text_setting
from tenure.kernel.errors import BadInput
from tenure.signals.rules.json_values import POLARS

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def facts(rows=(), *, known=None, zone="UTC", workspace="wsp_1"):
    """Return what is known of customers: `rows` are mappings with `customer_id` and traits of the types in `known`."""
    known = known or {}
    frame = pl.DataFrame(
        list(rows), schema={"customer_id": pl.Int64(), **{name: POLARS[known[name]] for name in known}}
    )

    def read(ids, names):
        return frame.filter(pl.col("customer_id").is_in(ids.implode())).select("customer_id", *sorted(names))

    return Facts(workspace, zone, known, read)


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
class Await(NodeSettings):
    waits: ClassVar[bool] = True

    event: str = text_setting("What is awaited.")
    aim: str = text_setting("Where it leads.")
    days: int = number_setting("Days.", minimum=1, default=1)

    def ways(self):
        return (self.aim, None)

    def listens(self):
        return (Listened(self.event, None, self.aim),)


@dataclass(frozen=True, slots=True)
class Mail(NodeSettings):
    channel: str = text_setting("Over what.")
    template: str = text_setting("Of what.")


@dataclass(frozen=True, slots=True)
class Stop(NodeSettings):
    ends: ClassVar[bool] = True


def shout(customers, context):
    return customers.with_columns(effect=pl.lit("shout"), payload=pl.format("{} x{}", "word", "times"))


def rest(customers, context):
    over_at = pl.col("now") + pl.duration(days="days", time_unit="us")
    return customers.with_columns(due_at=pl.when(~pl.col("resumed")).then(over_at))


def wait_for(customers, context):
    return rest(customers, context).with_columns(way="chosen")


def stop(customers, context):
    return customers


TOYS = {
    node_type.kind: node_type
    for node_type in (
        NodeType("shout", Shout, shout, "Shout"),
        NodeType("rest", Rest, rest, "Rest"),
        NodeType("stop", Stop, stop, "Stop"),
    )
}
# Those that only events need.
AWAITING = {**TOYS, "await": NodeType("await", Await, wait_for, "Await")}
SIGNED_UP = EventEntry("signed_up")
KINDS = {Shout: "shout", Rest: "rest", Await: "await", Mail: "mail", Stop: "stop"}


def node(name, settings, **more):
    return Node(name, KINDS[type(settings)], settings, **more)


def journey(*nodes, key="welcome", entry=SIGNED_UP, holdout=0.0, **more):
    return Journey(key=key, name=key.title(), entry=entry, nodes=nodes, holdout=holdout, **more)
