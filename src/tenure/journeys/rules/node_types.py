"""Say what the engine asks of a kind of node."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from tenure.journeys.rules.definition import NodeSettings
from tenure.ui.rules.navigation import Label

# What a node says of each customer who meets it; what it leaves out is null.
OUTCOME = pl.Schema(
    {
        "due_at": pl.Datetime("us", "UTC"),  # stay, and meet this node again then; null: go on at once
        "effect": pl.String(),  # the kind of act that a room is asked for
        "payload": pl.String(),  # what that room is told, as JSON
        "problem": pl.String(),  # why this customer cannot pass: quarantines
    }
)

# Takes the customers who meet nodes of one kind and the workspace's time; returns the same rows with columns of
# OUTCOME. It finds the settings of each customer's own node as columns, and `customer_id`, `journey`, `version`,
# `node`, `visit`, and `resumed`: whether the customer stayed here until now.
Visit = Callable[[pl.DataFrame, datetime], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class NodeType:
    """A kind of node: the word for it in definitions, its settings, what it does, how people call it."""

    kind: str
    settings: type[NodeSettings]
    visit: Visit
    label: Label


NodeTypes = Mapping[str, NodeType]
