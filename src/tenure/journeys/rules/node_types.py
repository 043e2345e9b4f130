"""Say what the engine asks of a kind of node."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.settings import NodeSettings
from tenure.ui.rules.navigation import Label

MAX_REASON = 300  # characters of a problem

# What a node says of each customer who meets it; what it leaves out is null.
OUTCOME = pl.Schema(
    {
        "due_at": pl.Datetime("us", "UTC"),  # stay, and meet this node again then; null: go on at once
        "way": pl.String(),  # the id of the node that comes next; null: the node's `next`, or the following one
        "arm": pl.String(),  # in which arm the customer was
        "effect": pl.String(),  # the kind of act that a room is asked for
        "payload": pl.String(),  # what that room is told, as JSON
        "problem": pl.String(),  # why this customer cannot pass: quarantines
    }
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a node is told beside its customers: what is known, and settings by `place`."""

    facts: Facts
    settings: Sequence[NodeSettings]


# Takes the customers who meet nodes of one kind; returns them in their order, with columns of OUTCOME. It finds
# the plain settings of each customer's own node and arm as columns; `place`, the number of all of them in the context;
# `customer_id`, `unit`, `journey`, `version`, `priority`, `node`, `visit`, `arm`, `entry` (JSON), `enrolled_at`;
# `now`, the time at which they meet the node; `customer.NAME` for each trait that its settings read; `chosen`, the way
# that an event opened; and `resumed`: whether the customer stayed here until now.
Visit = Callable[[pl.DataFrame, Context], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class NodeType:
    """A kind of node: the word for it in definitions, its settings, what it does, how people call it."""

    kind: str
    settings: type[NodeSettings]
    visit: Visit
    label: Label


NodeTypes = Mapping[str, NodeType]
