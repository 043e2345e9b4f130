"""Move customers along their journeys: frames in, frames out, whatever the number of customers and journeys.

The same engine serves live runs, and later simulations: it knows no database, no clock and no dice.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl

from tenure.journeys.rules.definition import ENTRY, Version
from tenure.journeys.rules.node_types import OUTCOME, NodeTypes, Visit
from tenure.kernel.errors import TenureError

INSTANT = pl.Datetime("us", "UTC")
ACTIVE, COMPLETED, QUARANTINED = "active", "completed", "quarantined"
MAX_REASON = 300

# Who is due: each row is one enrollment; `row` names it within one call. Who stands at ENTRY has met no node yet.
DUE = pl.Schema(
    {
        "row": pl.Int64(),
        "version_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "node": pl.String(),
        "visit": pl.Int32(),
    }
)
# Where each of them stands afterwards.
STANDING = pl.Schema(
    {
        "row": pl.Int64(),
        "node": pl.String(),
        "visit": pl.Int32(),
        "state": pl.String(),
        "due_at": INSTANT,
        "reason": pl.String(),
    }
)
# Each arrival at a node, ENTRY included.
STEPS = pl.Schema({"row": pl.Int64(), "version_id": pl.Int64(), "node": pl.String(), "visit": pl.Int32()})
EFFECTS = pl.Schema({**STEPS, "effect": pl.String(), "payload": pl.String()})

_PLACES = pl.Schema(
    {
        "version_id": pl.Int64(),
        "journey": pl.String(),
        "version": pl.Int64(),
        "node": pl.String(),
        "kind": pl.String(),
        "next": pl.String(),
        "lap": pl.Int32(),
    }
)
_MET = pl.Schema(
    {**DUE, "resumed": pl.Boolean(), "kind": pl.String(), "next": pl.String(), "lap": pl.Int32(), **OUTCOME}
)

# What one customer's data may do to a node. Anything else is a mistake of ours and stops the run.
DATA_ERRORS = (
    pl.exceptions.ComputeError,
    pl.exceptions.InvalidOperationError,
    ArithmeticError,
    TenureError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Table:
    """Definitions as frames: where each node of each version leads, and what its settings are."""

    places: pl.DataFrame
    settings: dict[str, pl.DataFrame]  # by kind
    longest: int  # nodes of the longest version


@dataclass(frozen=True, slots=True)
class Advanced:
    """What one call of the engine decided, as frames of STANDING, STEPS and EFFECTS."""

    standing: pl.DataFrame
    steps: pl.DataFrame
    effects: pl.DataFrame


def table(versions: Iterable[Version]) -> Table:
    """Return the definitions of some versions as frames."""
    places: list[dict[str, object]] = []
    settings: dict[str, list[dict[str, object]]] = {}
    longest = 0
    for version in versions:
        nodes = version.journey.nodes
        order = {ENTRY: -1, **{node.id: index for index, node in enumerate(nodes)}}
        kinds = {ENTRY: ENTRY, **{node.id: node.kind for node in nodes}}
        names = {"version_id": version.id, "journey": version.journey.key, "version": version.number}
        for place, following in version.journey.successors().items():
            # Each way back begins another lap, so (node, visit) names a step once.
            is_back = following is not None and order[following] <= order[place]
            places.append({**names, "node": place, "kind": kinds[place], "next": following, "lap": int(is_back)})
        for node in nodes:
            told = {"version_id": version.id, "node": node.id, **asdict(node.settings)}
            settings.setdefault(node.kind, []).append(told)
        longest = max(longest, len(nodes))
    return Table(
        pl.DataFrame(places, schema=_PLACES),
        {kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in settings.items()},
        longest,
    )


def advance(due: pl.DataFrame, definitions: Table, *, node_types: NodeTypes, now: datetime) -> Advanced:
    """Return what happens to each row of `due` until it waits, ends, or cannot go on."""
    moving = due.select(DUE.names()).with_columns(resumed=pl.col("node") != ENTRY)
    rounds = [pl.DataFrame(schema=_MET)]
    # Without circles that lack a wait nobody meets more nodes at once than there are.
    for _ in range(definitions.longest + 1):
        if moving.is_empty():
            break
        rounds.append(_met(moving, definitions, node_types=node_types, now=now))
        moving = _moved_on(rounds[-1])
    else:
        rounds.append(_outcome(moving.with_columns(problem=pl.lit("goes in circles without a wait"))))
    met = pl.concat(rounds)
    return Advanced(standing=_standing(met), steps=_steps(met), effects=_effects(met))


def _met(moving: pl.DataFrame, definitions: Table, *, node_types: NodeTypes, now: datetime) -> pl.DataFrame:
    """Let each customer meet the node at which they stand (columns of _MET)."""
    placed = moving.join(definitions.places, on=["version_id", "node"], how="left")
    return pl.concat(
        _of_kind(kind, part, definitions, node_types=node_types, now=now)
        for (kind,), part in placed.partition_by("kind", as_dict=True).items()
    )


def _of_kind(
    kind: object, part: pl.DataFrame, definitions: Table, *, node_types: NodeTypes, now: datetime
) -> pl.DataFrame:
    if kind == ENTRY:
        return _outcome(part)
    if not isinstance(kind, str) or kind not in node_types:
        return _outcome(part.with_columns(problem=pl.lit("stands at a node that is not in this version")))
    told = part.join(definitions.settings[kind], on=["version_id", "node"], how="left")
    return _isolated(node_types[kind].visit, told, now)


def _isolated(visit: Visit, part: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Let a node act on all of its customers; when some break it, find them by halving and quarantine them."""
    try:
        return _outcome(visit(part, now))
    except DATA_ERRORS as error:
        if part.height == 1:
            return _outcome(part.with_columns(problem=pl.lit(str(error)[:MAX_REASON])))
    middle = part.height // 2
    return pl.concat([_isolated(visit, part[:middle], now), _isolated(visit, part[middle:], now)])


def _outcome(part: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of _MET; what a node left unsaid is null."""
    unsaid = [pl.lit(None).alias(name) for name in _MET if name not in part.columns]
    return part.with_columns(unsaid).select(_MET.names()).cast(_MET)


def _moved_on(met: pl.DataFrame) -> pl.DataFrame:
    """Return who goes on at once, standing at their next node."""
    going = met.filter(_state().is_null())
    return going.select(
        "row",
        "version_id",
        "customer_id",
        pl.col("next").alias("node"),
        visit=pl.col("visit") + pl.col("lap"),
        resumed=pl.lit(value=False),
    )


def _state() -> pl.Expr:
    """Return the state in which a customer comes to rest at a node; null for who goes on."""
    return (
        pl.when(pl.col("problem").is_not_null())
        .then(pl.lit(QUARANTINED))
        .when(pl.col("due_at").is_not_null())
        .then(pl.lit(ACTIVE))
        .when(pl.col("next").is_null())
        .then(pl.lit(COMPLETED))
    )


def _standing(met: pl.DataFrame) -> pl.DataFrame:
    resting = met.with_columns(state=_state()).filter(pl.col("state").is_not_null())
    # A customer with a problem has nothing to wait for, whatever else the node said.
    due_at = pl.when(pl.col("state") == ACTIVE).then("due_at")
    return resting.select(
        "row", "node", "visit", "state", due_at.alias("due_at"), reason=pl.col("problem").fill_null("")
    )


def _steps(met: pl.DataFrame) -> pl.DataFrame:
    return met.filter(~pl.col("resumed")).select(STEPS.names())


def _effects(met: pl.DataFrame) -> pl.DataFrame:
    return met.filter(pl.col("effect").is_not_null() & pl.col("problem").is_null()).select(EFFECTS.names())
