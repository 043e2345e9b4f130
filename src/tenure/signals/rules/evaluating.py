"""Compute everything that is known of customers from what their events left behind."""

from datetime import timedelta

import numpy as np
import polars as pl

from tenure.kernel.expressions.columns import column
from tenure.kernel.expressions.tree import Type
from tenure.signals.rules.aggregates import NUMERIC, bring_forward, by_measure, never, numbers, rows_of, unit_of
from tenure.signals.rules.built_in import OTHERWISE, STAGES
from tenure.signals.rules.calendars import NEVER, Instants, microseconds
from tenure.signals.rules.clockfaces import Clockface, Numbers
from tenure.signals.rules.json_values import POLARS, read_as, typed
from tenure.signals.rules.measures import measure_of
from tenure.signals.rules.partials import Partials
from tenure.signals.rules.plans import SEGMENT, STAGE, Plan, type_of
from tenure.signals.rules.sayings import placed, sayings
from tenure.signals.rules.subscriptions import with_subscription
from tenure.signals.rules.windows import Unit

DUE = "#due"  # microseconds since 1970 at which the clock alone changes something; no trait has such a name
_WHOLE = frozenset({"count", "active_days", "streak", "distinct"})


def schema(plan: Plan) -> pl.Schema:
    """Return the columns of values: the customer, what is due, every trait, the stage, and each segment."""
    kinds: dict[str, pl.DataType] = {"customer_id": pl.Int64(), DUE: pl.Int64()}
    kinds |= {each.key: pl.Int64() if each.aggregate in _WHOLE else POLARS[type_of(each)] for each in plan.events}
    kinds |= {each.key: POLARS[each.type] for each in plan.profile} | dict.fromkeys(plan.stated, pl.String())
    kinds |= {"subscription_status": pl.String(), "mrr_minor": pl.Float64()}
    kinds |= {each.key: POLARS[plan.known[each.key]] for each in plan.derived}
    return pl.Schema({**kinds, STAGE: pl.String(), **{SEGMENT + each.key: pl.Boolean() for each in plan.segments}})


def values(partials: Partials, customers: pl.Series, plan: Plan, clock: Clockface) -> pl.DataFrame:
    """Return the values (columns of `schema`) of some customers, sorted, from everything that is kept of them."""
    due = never(len(customers))
    columns = [
        *_over_events(partials, customers, plan, clock, due),
        *_stated(partials, customers, plan),
    ]
    rows = with_subscription(pl.DataFrame([customers.alias("customer_id"), *columns]))
    for trait in plan.derived:
        computed = column(trait.expression, plan.known, now=clock.now).cast(POLARS[plan.known[trait.key]])
        rows = rows.with_columns(computed.alias(trait.key))
    rows = rows.with_columns(_stage(plan, clock).alias(STAGE))
    rows = rows.with_columns(
        column(each.where, plan.known, now=clock.now).fill_null(value=False).alias(SEGMENT + each.key)
        for each in plan.segments
    )
    _due_by_instants(rows, plan, clock, due)
    return rows.with_columns(pl.Series(DUE, due)).select(schema(plan).names()).cast(schema(plan))


def stated_values(stated: pl.DataFrame, key: str, customers: pl.Series, kind: Type) -> pl.Series:
    """Return what customers last stated under a key, as values of a type."""
    is_said = stated["key"] == key
    if kind == "any":
        is_said &= stated["value"] != "null"
    read = read_as(stated["value"].filter(is_said), kind)
    return placed(stated["customer_id"].filter(is_said), read, customers).alias(key)


def _over_events(
    partials: Partials, customers: pl.Series, plan: Plan, clock: Clockface, due: Instants
) -> list[pl.Series]:
    numeric = {number: rows for family in NUMERIC for number, rows in by_measure(partials[family], customers)}
    nothing = {family: rows_of(partials[family].clear(), customers) for family in NUMERIC}
    said = {family: partials[family].partition_by("measure", as_dict=True) for family in ("firsts", "lasts", "members")}
    columns: list[pl.Series] = []
    soonest: dict[Unit, Numbers] = {"day": never(len(customers)), "minute": never(len(customers))}
    for trait in plan.events:
        measure, turning = measure_of(trait, zone=plan.zone), soonest[unit_of(trait)]
        if measure.keeps in NUMERIC:
            rows = numeric.get(measure.number(), nothing[measure.keeps])
            column = numbers(trait, rows, clock, count=len(customers))
            columns.append(pl.Series(trait.key, column, nan_to_null=True))
        else:
            frame = said[measure.keeps].get((measure.number(),), partials[measure.keeps].clear())
            columns.append(sayings(trait, frame, clock, customers=customers))
            rows = rows_of(frame, customers)
        bring_forward(turning, trait, rows, clock)
    for unit, turning in soonest.items():
        np.minimum(due, clock.begins(turning, unit), out=due)
    return columns


def _stated(partials: Partials, customers: pl.Series, plan: Plan) -> list[pl.Series]:
    kinds: dict[str, Type] = {each.key: each.type for each in plan.profile} | dict.fromkeys(plan.stated, "any")
    return [stated_values(partials["stated"], key, customers, kind) for key, kind in kinds.items()]


def _stage(plan: Plan, clock: Clockface) -> pl.Expr:
    chosen = pl.lit(OTHERWISE)
    for stage, where in reversed(STAGES.items()):
        holds = column(where, plan.known, now=clock.now).fill_null(value=False)
        chosen = pl.when(holds).then(pl.lit(stage)).otherwise(chosen)
    return chosen


def _due_by_instants(rows: pl.DataFrame, plan: Plan, clock: Clockface, due: Instants) -> None:
    """Bring forward what is due to when an instant trait, shifted, meets the clock."""
    now = microseconds(clock.now)
    names = sorted({name for name, _ in plan.turns})
    known = rows.select(_instant(name, plan).dt.epoch("us").fill_null(NEVER).alias(name) for name in names)
    for name, offset in plan.turns:
        instants = known[name].to_numpy()
        turns = np.where(instants < NEVER, instants + offset // timedelta(microseconds=1), NEVER)
        np.minimum(due, np.where(turns > now, turns, NEVER), out=due)


def _instant(name: str, plan: Plan) -> pl.Expr:
    return typed(pl.col(name), "instant") if plan.known[name] == "any" else pl.col(name)
