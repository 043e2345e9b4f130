"""State a trait of a customer."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules import checks
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings, Scalar, text_setting
from tenure.journeys.rules.spelling import setting
from tenure.kernel.errors import BadInput
from tenure.kernel.json import encode_text
from tenure.signals.rules.built_in import BUILT_IN_KEYS, PROTECTED_KEYS, STATED_ONLY


@dataclass(frozen=True, slots=True)
class SetTrait(NodeSettings):
    """State a trait, as an identify call would."""

    trait: str = text_setting("The trait.")
    value: str | int | float | bool = setting("Its value: text, a number, true or false.", read=checks.scalar)

    def __post_init__(self) -> None:
        """Refuse a trait that only events, or only customers, tell of."""
        if self.trait in PROTECTED_KEYS | BUILT_IN_KEYS:
            raise BadInput(f"must not be `{self.trait}`, which follows from events; choose another.", field="trait")
        if self.trait in STATED_ONLY:
            raise BadInput(
                f"must not be `{self.trait}`, which only the customer can state; choose another.", field="trait"
            )

    def detail(self) -> str:
        """Return the trait and its value."""
        return f"{self.trait} = {encode_text(self.value)}"

    def columns(self) -> Mapping[str, Scalar]:
        """Return what is asked for, as JSON."""
        return {"told": encode_text({"trait": self.trait, "value": self.value})}


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:  # noqa: ARG001 - every node is told what is known
    """Ask for the trait to be stated; everybody goes on at once."""
    return customers.with_columns(effect=pl.lit("set_trait"), payload=pl.col("told"))


NODE = NodeType(kind="set_trait", settings=SetTrait, visit=visit, label=_("Set a trait"))
