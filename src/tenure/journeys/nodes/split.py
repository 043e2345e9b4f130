"""Divide customers among several ways."""

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.experiments.rules.assignment import arms
from tenure.journeys.rules import checks, spelling
from tenure.journeys.rules.at_places import at_each
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings, way_setting
from tenure.journeys.rules.spelling import setting

MAX_ARMS = 20


@dataclass(frozen=True, slots=True)
class Arm:
    """A share of the customers, and where it goes."""

    name: str = setting("The name of the arm.", read=checks.slug)
    share: float = setting("The share of customers, above 0 and at most 1.", read=checks.share)
    next: str | None = way_setting("The node that comes next.")


@dataclass(frozen=True, slots=True)
class Split(NodeSettings):
    """Lead each customer the way of an arm; the same customer is in the same arm forever."""

    arms: tuple[Arm, ...] = setting(
        "The arms: each with `name`, `share` and `next`; the shares sum to 1.",
        read=spelling.listed(Arm, at_most=MAX_ARMS),
    )

    def __post_init__(self) -> None:
        """Refuse arms that are called the same, or that leave customers over."""
        checks.sum_to_one(self.shares(), "arms")

    def detail(self) -> str:
        """Return the arms with their shares."""
        return " · ".join(f"{arm.name} {round(arm.share * 100, 1):g} %" for arm in self.arms)

    def ways(self) -> tuple[str | None, ...]:
        """Return the way of each arm."""
        return tuple(arm.next for arm in self.arms)

    def ways_told(self) -> tuple[tuple[str, str | None], ...]:
        """Return the way of each arm."""
        return tuple((f"arms[{index}].next", arm.next) for index, arm in enumerate(self.arms))

    def shares(self) -> tuple[tuple[str, float], ...]:
        """Return the arms with their shares."""
        return tuple((arm.name, arm.share) for arm in self.arms)


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Draw each customer's arm."""
    return at_each(customers, lambda here, place: _drawn(here, place, context))


def _drawn(customers: pl.DataFrame, place: int, context: Context) -> pl.DataFrame:
    settings = context.settings[place]
    if not isinstance(settings, Split):
        raise TypeError("a split was expected")
    names, shares = zip(*settings.shares(), strict=True)
    salt = f"{context.facts.workspace}:{customers['journey'][0]}:{customers['node'][0]}"
    arm = arms(customers["unit"], salt=salt, names=names, shares=shares).alias("arm")
    ways = {each.name: each.next for each in settings.arms}
    return customers.with_columns(arm, arm.replace_strict(ways, return_dtype=pl.String).alias("way"))


NODE = NodeType(kind="split", settings=Split, visit=visit, label=_("Split"))
