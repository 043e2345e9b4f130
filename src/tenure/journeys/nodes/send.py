"""Send a message."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules.definition import NodeSettings, text_setting
from tenure.journeys.rules.node_types import NodeType


@dataclass(frozen=True, slots=True)
class Send(NodeSettings):
    """Ask for a message made from a template."""

    channel: str = text_setting("The channel it goes over, such as `email`.")
    template: str = text_setting("The key of the template it is made from.")

    def detail(self) -> str:
        """Return which template goes over which channel."""
        return f"{self.template} · {self.channel}"


def visit(customers: pl.DataFrame, now: datetime) -> pl.DataFrame:  # noqa: ARG001 - every node is told the time
    """Ask messaging to queue a message for each customer, who goes on at once."""
    told = pl.struct("channel", "template", "journey", "version", "node")
    return customers.with_columns(effect=pl.lit("queue_message"), payload=told.struct.json_encode())


NODE = NodeType(kind="send", settings=Send, visit=visit, label=_("Send"))
