"""Say what is known of customers when they meet a node, live or in a simulation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from tenure.kernel.expressions.tree import Type
from tenure.signals.rules.json_values import POLARS

PREFIX = "customer."  # of the columns that hold traits beside a customer


@dataclass(frozen=True, slots=True)
class Facts:
    """What a workspace knows: its public id (by which arms are drawn), its time zone, and the traits of customers.

    `read(customer_ids, names)` returns `customer_id` and a column of POLARS[known[name]] for each name; it is asked for
    names in `known` only.
    """

    workspace: str
    zone: str
    known: Mapping[str, Type]
    read: Callable[[pl.Series, frozenset[str]], pl.DataFrame]

    def beside(self, customers: pl.DataFrame, names: frozenset[str]) -> pl.DataFrame:
        """Return customers with a column `customer.NAME` for each trait, null where nothing is known."""
        asked = names & self.known.keys()
        unknown = [pl.lit(None, pl.String).alias(PREFIX + name) for name in sorted(names - asked)]
        if not asked:
            return customers.with_columns(unknown) if unknown else customers
        found = self.read(customers["customer_id"].unique().sort(), asked)
        typed = found.select("customer_id", *(_typed(name, self.known[name]) for name in sorted(asked)))
        return customers.join(typed, on="customer_id", how="left", maintain_order="left").with_columns(unknown)


def _typed(name: str, kind: Type) -> pl.Expr:
    return pl.col(name).cast(POLARS[kind]).alias(PREFIX + name)
