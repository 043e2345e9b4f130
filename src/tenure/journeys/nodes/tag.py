"""Give a customer a tag, or take one away."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules import checks
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings, Scalar
from tenure.journeys.rules.spelling import Read, optional
from tenure.kernel.errors import BadInput
from tenure.kernel.json import encode_text

_tag: Read[str | None] = checks.text


@dataclass(frozen=True, slots=True)
class Tag(NodeSettings):
    """Tag each customer, or untag them."""

    add: str | None = optional("The tag to give.", read=_tag, default=None)
    remove: str | None = optional("The tag to take away.", read=_tag, default=None)

    def __post_init__(self) -> None:
        """Refuse to do both, or nothing."""
        if (self.add is None) == (self.remove is None):
            raise BadInput("needs one of `add` and `remove`.")

    def detail(self) -> str:
        """Return the tag with the sign of what is done."""
        return f"+ {self.add}" if self.add else f"- {self.remove}"

    def columns(self) -> Mapping[str, Scalar]:
        """Return what is asked for, as JSON."""
        told = {"add": self.add} if self.add else {"remove": self.remove}
        return {"told": encode_text(told)}


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:  # noqa: ARG001 - every node is told what is known
    """Ask for the tag; everybody goes on at once."""
    return customers.with_columns(effect=pl.lit("tag_customer"), payload=pl.col("told"))


NODE = NodeType(kind="tag", settings=Tag, visit=visit, label=_("Tag"))
