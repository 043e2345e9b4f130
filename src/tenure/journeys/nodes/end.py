"""End the way of whoever arrives."""

from dataclasses import dataclass
from typing import ClassVar

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings


@dataclass(frozen=True, slots=True)
class End(NodeSettings):
    """Complete the journey."""

    ends: ClassVar[bool] = True


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:  # noqa: ARG001 - every node is told what is known
    """Do nothing more."""
    return customers


NODE = NodeType(kind="end", settings=End, visit=visit, label=_("End"))
