"""Lead customers different ways by what is known of them."""

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules import checks, spelling
from tenure.journeys.rules.at_places import at_each
from tenure.journeys.rules.facts import PREFIX
from tenure.journeys.rules.moments import EACH
from tenure.journeys.rules.names import ENTRY, customer_condition, split_names
from tenure.journeys.rules.node_types import MAX_REASON, Context, NodeType
from tenure.journeys.rules.settings import Condition, NodeSettings, way_setting
from tenure.journeys.rules.spelling import setting
from tenure.kernel.errors import BadExpression, BadInput
from tenure.kernel.expressions.columns import column
from tenure.signals.rules.json_values import picked

MAX_CASES = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A condition, and where it leads."""

    where: str = setting("The condition.", read=checks.long_text, key="if")
    next: str | None = way_setting("The node that comes next.")


@dataclass(frozen=True, slots=True)
class Branch(NodeSettings):
    """Lead each customer the way of the first condition that holds; what is unknown does not hold."""

    cases: tuple[Case, ...] = setting(
        "The conditions: each with `if` and `next`.", read=spelling.listed(Case, at_most=MAX_CASES)
    )
    otherwise: str | None = way_setting("The node for those for whom none holds.")

    def __post_init__(self) -> None:
        """Refuse a condition that is asked twice: the second time it never holds."""
        asked = [case.where for case in self.cases]
        for index, where in enumerate(asked):
            if where in asked[:index]:
                raise BadInput("is asked before; remove it, or ask something else.", field=f"cases[{index}].if")

    def detail(self) -> str:
        """Return the conditions."""
        return " · ".join(case.where for case in self.cases)

    def ways(self) -> tuple[str | None, ...]:
        """Return the way of each condition, and that of the others."""
        return (*(case.next for case in self.cases), self.otherwise)

    def ways_told(self) -> tuple[tuple[str, str | None], ...]:
        """Return the way of each condition, and that of the others."""
        named = ((f"cases[{index}].next", case.next) for index, case in enumerate(self.cases))
        return (*named, ("otherwise", self.otherwise))

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions."""
        return tuple(Condition(f"cases[{index}].if", case.where) for index, case in enumerate(self.cases))


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Let everybody go on at once, each their way."""
    # Conditions are compiled once for all customers at a branch.
    return at_each(customers, lambda here, place: _led(here, place, context))


def _led(customers: pl.DataFrame, place: int, context: Context) -> pl.DataFrame:
    settings = context.settings[place]
    if not isinstance(settings, Branch):
        raise TypeError("a branch was expected")
    way = pl.lit(settings.otherwise, pl.String)
    try:
        for case in reversed(settings.cases):
            holds = _holds(customers, case.where, context)
            way = pl.when(holds).then(pl.lit(case.next, pl.String)).otherwise(way)
    except BadExpression as error:
        # A trait is of another type since the journey was saved; that stops everyone who comes here.
        return customers.with_columns(problem=pl.lit(error.message[:MAX_REASON]))
    return customers.with_columns(way=way)


def _holds(customers: pl.DataFrame, text: str, context: Context) -> pl.Series:
    where, known = customer_condition(text, context.facts.known)
    names = split_names(where)
    said = picked(customers["entry"].fill_null("{}"), sorted(names.entry)) if names.entry else pl.DataFrame()
    beside = customers.select(
        EACH,
        *(pl.col(PREFIX + name).alias(name) for name in sorted(names.own)),
        *(said[name].alias(ENTRY + name) for name in sorted(names.entry)),
        pl.col("enrolled_at").alias("run.entered_at"),
    )
    return beside.select(column(where, known, now=EACH).fill_null(value=False).alias("holds")).to_series()


NODE = NodeType(kind="branch", settings=Branch, visit=visit, label=_("Branch"))
