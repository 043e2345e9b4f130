"""Move customers along their journeys: frames in, frames out, whatever the number of customers and journeys.

The same engine serves live runs and simulations: it knows no database, no clock and no dice.
"""

from collections.abc import Iterator

import msgspec
import numpy as np
import polars as pl

from tenure.experiments.rules.assignment import arm_numbers
from tenure.journeys.rules.dates import date_instants
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.moments import NOW, Now, stamped
from tenure.journeys.rules.node_types import MAX_REASON, OUTCOME, Context, NodeTypes, Visit
from tenure.journeys.rules.outcomes import Advanced, Met, Said, Standing, Telling, column, is_said, said_by
from tenure.journeys.rules.runs import INSTANT
from tenure.journeys.rules.tables import END, LOST, Numbers, Table
from tenure.kernel.errors import TenureError

# Who is due: each row is one enrollment; `row` names it within one call. Who stands at ENTRY has met no node yet.
DUE = pl.Schema(
    {
        "row": pl.Int64(),
        "version_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "node": pl.String(),
        "visit": pl.Int32(),
        "way": pl.String(),  # that an event opened; null: they are new, or their time has come
        "entry": pl.String(),  # the properties of the event that began the run, as JSON
        "enrolled_at": INSTANT,
        "unit": pl.Int64(),  # by which arms are drawn: the customer, or the account; null: the customer
    }
)
# What nodes are told of each customer, beside traits, settings, and where they stand.
_PERSON = ["row", "version_id", "customer_id", "entry", "enrolled_at", "unit", NOW]
_NOWHERE = "stands at a node that is not in this version"

# What one customer's data may do to a node. Anything else is a mistake of ours and stops the run.
DATA_ERRORS = (
    pl.exceptions.ComputeError,
    pl.exceptions.InvalidOperationError,
    msgspec.MsgspecError,
    ArithmeticError,
    TenureError,
    ValueError,
)


def advance(due: pl.DataFrame, definitions: Table, *, node_types: NodeTypes, now: Now, facts: Facts) -> Advanced:
    """Return what happens to each row of `due` until it waits, ends, or cannot go on."""
    people = stamped(due, now)[_PERSON]
    if people["unit"].null_count():
        people = people.with_columns(unit=pl.coalesce("unit", "customer_id"))
    people = facts.beside(people, definitions.traits)
    moving = _standing_at(due, definitions)
    told = Telling(people, due["node"], definitions)
    context = Context(facts, definitions.told)
    # Without circles that lack a wait nobody meets more nodes at once than there are.
    for _ in range(definitions.longest + 1):
        if not len(moving.at):
            break
        parts = _by_kind(moving, definitions)
        met = [_met(part, people, definitions, node_types=node_types, context=context) for part in parts]
        for each in met:
            told.add(each)
        moving = _moved_on(met)
    if len(moving.at):
        told.add(_stuck(moving, "goes in circles without a wait"))
    return told.advanced()


def _standing_at(due: pl.DataFrame, definitions: Table) -> Standing:
    return Standing(
        at=np.arange(due.height),
        spot=definitions.spots_of(due["version_id"], due["node"]),
        visit=due["visit"].to_numpy(),
        resumed=(due["node"] != ENTRY).to_numpy(),
        chosen=due["way"],
    )


def _by_kind(moving: Standing, definitions: Table) -> Iterator[Standing]:
    """Yield those who stand at nodes of one kind together."""
    kinds = definitions.kind_at[moving.spot]
    present = np.flatnonzero(np.bincount(kinds))
    if len(present) == 1:
        yield moving
        return
    for kind in present:
        yield moving.some(np.flatnonzero(kinds == kind))


def _met(here: Standing, people: pl.DataFrame, definitions: Table, *, node_types: NodeTypes, context: Context) -> Met:
    """Let customers meet nodes of one kind, and find where the way they take from there leads."""
    kind = definitions.kinds[definitions.kind_at[here.spot[0]]]
    dates = definitions.settings.get(ENTRY) if kind == ENTRY else None
    if kind == ENTRY and dates is None:
        return _led(here, {}, definitions)
    if kind != ENTRY and kind not in node_types:
        return _stuck(here, _NOWHERE)
    is_all = len(here.at) == people.height and bool((here.at[:-1] < here.at[1:]).all())
    part = (people if is_all else people[here.at]).hstack(here.columns())
    if dates is not None:
        return _led(here, _isolated(_enter, part.join(dates, on="version_id", how="left"), context), definitions)
    settings = definitions.settings[kind][_settings_at(here, part, definitions, context)]
    return _led(here, _isolated(node_types[kind].visit, part.hstack(settings), context), definitions)


def _stuck(here: Standing, problem: str) -> Met:
    said = {"problem": pl.Series([problem], dtype=pl.String).new_from_index(0, len(here.at))}
    nowhere = np.full(len(here.at), END)
    return Met(here, said, np.ones(len(here.at), dtype=np.int64), nowhere, here.visit)


def _enter(customers: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Let customers in; who comes by a date with a time of the day is held until then."""
    dated = customers.filter(pl.col("trait").is_not_null())
    if dated.is_empty():
        return customers
    at = date_instants(dated, context.facts).alias("at")
    held = dated.select("row", NOW).with_columns(at)
    until = held.select("row", due_at=pl.when(pl.col("at") > pl.col(NOW)).then("at"))
    return customers.join(until, on="row", how="left", maintain_order="left")


def _settings_at(here: Standing, part: pl.DataFrame, definitions: Table, context: Context) -> Numbers:
    """Return in which row of its kind's settings each customer finds their own: at their node, in their arm."""
    found = definitions.first_at[here.spot]
    if not definitions.shares:
        return found
    for spot in np.flatnonzero(np.bincount(here.spot)):
        drawn = definitions.shares.get(int(spot))
        if drawn is not None:
            own = np.flatnonzero(here.spot == spot)
            salt = f"{context.facts.workspace}:{drawn.journey}:{drawn.node}"
            found[own] += arm_numbers(part["unit"][own], salt=salt, shares=drawn.shares)
    return found


def _isolated(visit: Visit, part: pl.DataFrame, context: Context) -> Said:
    """Let a node act on all of its customers; when some break it, find them by halving and quarantine them."""
    try:
        return said_by(visit(part, context))
    except DATA_ERRORS as error:
        if part.height == 1:
            return said_by(part.with_columns(problem=pl.lit(str(error)[:MAX_REASON])))
    middle = part.height // 2
    halves = [(half, _isolated(visit, half, context)) for half in (part[:middle], part[middle:])]
    return {name: pl.concat([column(said, name, half.height) for half, said in halves]) for name in OUTCOME}


def _led(here: Standing, said: Said, definitions: Table) -> Met:
    """Return what came of a visit: who rests in which state, and where the others go on."""
    following, laps = definitions.onward[here.spot], definitions.laps[here.spot]
    if (way := said.get("way")) is not None:
        named = np.flatnonzero(way.is_not_null().to_numpy())
        following[named], laps[named] = definitions.ways_from(here.spot[named], way.gather(named))
    failed, waits = is_said(said, "problem", here), is_said(said, "due_at", here)
    lost = (following == LOST) & ~waits & ~failed
    if lost.any():
        reason = pl.Series(["has no such way on"], dtype=pl.String)
        said["problem"] = reason.new_from_index(0, len(lost)).zip_with(
            pl.Series(lost), column(said, "problem", len(lost))
        )
    state = np.select([failed | lost, waits, following == END], [1, 2, 3], 0)
    return Met(here, said, state, following, here.visit + laps.astype(np.int32))


def _moved_on(met: list[Met]) -> Standing:
    """Return who goes on at once, standing at their next node."""
    going = [np.flatnonzero(each.state == 0) for each in met]
    pairs = list(zip(met, going, strict=True))
    at = np.concatenate([each.here.at[some] for each, some in pairs])
    return Standing(
        at=at,
        spot=np.concatenate([each.following[some] for each, some in pairs]),
        visit=np.concatenate([each.visit[some] for each, some in pairs]),
        resumed=np.zeros(len(at), dtype=np.bool_),
        chosen=None,
    )
