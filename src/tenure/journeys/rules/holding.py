"""Tell for which pairs of an event and a run a condition holds."""

from typing import Final

import polars as pl

from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.moments import EACH, NOW
from tenure.journeys.rules.names import ENTRY, Names, event_names, read, split_names
from tenure.journeys.rules.runs import INSTANT
from tenure.kernel.expressions.columns import column
from tenure.signals.rules.json_values import picked

# What is read of each row beside the facts of its customer.
READ: Final = pl.Schema(
    {
        "customer_id": pl.Int64(),
        "properties": pl.String(),  # of the event, JSON
        "entry": pl.String(),  # of the event that the run entered by, JSON
        "id": pl.Int64(),  # of the run; null until it has one
        "enrolled_at": INSTANT,
        "now": INSTANT,  # when the event happens
    }
)


def holding(rows: pl.DataFrame, where: str | None, *, facts: Facts) -> pl.Series:
    """Return for each row (columns of READ) whether a condition about its event holds; unknown is no."""
    if where is None or rows.is_empty():
        return pl.Series("holds", [True] * rows.height, dtype=pl.Boolean)
    condition = read(where)
    names = split_names(condition)
    table = facts.beside(_said(rows, names), names.customer).sort("place")
    known = event_names(condition, {name: facts.known.get(name, "any") for name in names.customer})
    # Beside a column, a condition without names is one value for each row.
    return table.select("place", holds=column(condition, known, now=EACH))["holds"].fill_null(value=False)


def _said(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Return rows with what their events said, under the names of the condition, and their `place`."""
    entries = picked(rows["entry"].fill_null("{}"), sorted(names.entry)) if names.entry else pl.DataFrame()
    parts = [
        rows.select("customer_id", NOW, place=pl.int_range(pl.len()), **{"run.entered_at": pl.col("enrolled_at")}),
        rows.select(**{"run.id": pl.format("enr_{}", "id")}),
        picked(rows["properties"], sorted(names.own)) if names.own else pl.DataFrame(),
        entries.rename({name: ENTRY + name for name in entries.columns}),
    ]
    return pl.concat([part for part in parts if part.width], how="horizontal")
