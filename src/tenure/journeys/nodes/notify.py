"""Tell the team."""

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules import checks
from tenure.journeys.rules.at_places import payloads
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings, long_text_setting
from tenure.journeys.rules.spelling import setting


@dataclass(frozen=True, slots=True)
class Notify(NodeSettings):
    """Ask for a message to the team, not to the customer."""

    channel: str = setting("The channel it goes over, such as `slack`.", read=checks.slug)
    text: str = long_text_setting("What it says, in Liquid.")

    def detail(self) -> str:
        """Return the channel."""
        return self.channel


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:  # noqa: ARG001 - every node is told what is known
    """Ask for the message; everybody goes on at once."""
    told = payloads(customers, "channel", "text", "journey", "version", "node", "arm")
    return customers.with_columns(effect=pl.lit("notify_team"), payload=told)


NODE = NodeType(kind="notify", settings=Notify, visit=visit, label=_("Notify the team"))
