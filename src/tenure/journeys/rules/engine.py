"""Move customers along their journeys: frames in, frames out, whatever the number of customers and journeys.

The same engine serves live runs, and later simulations: it knows no database, no clock and no dice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
import polars as pl

from tenure.experiments.rules.assignment import arms
from tenure.journeys.rules.dates import ZONE, date_instants
from tenure.journeys.rules.definition import ENTRY, ONWARD, Journey, Version
from tenure.journeys.rules.entrances import DateEntry
from tenure.journeys.rules.facts import Facts
from tenure.journeys.rules.names import read, split_names
from tenure.journeys.rules.node_types import MAX_REASON, OUTCOME, Context, NodeTypes, Visit
from tenure.journeys.rules.settings import NodeSettings
from tenure.kernel.errors import TenureError

INSTANT = pl.Datetime("us", "UTC")
ACTIVE, COMPLETED, QUARANTINED = "active", "completed", "quarantined"

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
# Each arrival at a node, ENTRY included; `arm` is the one that was met there, if there are several.
STEPS = pl.Schema(
    {"row": pl.Int64(), "version_id": pl.Int64(), "node": pl.String(), "visit": pl.Int32(), "arm": pl.String()}
)
EFFECTS = pl.Schema(
    {
        "row": pl.Int64(),
        "version_id": pl.Int64(),
        "node": pl.String(),
        "visit": pl.Int32(),
        "effect": pl.String(),
        "payload": pl.String(),
    }
)

_PLACES = pl.Schema(
    {
        "version_id": pl.Int64(),
        "journey": pl.String(),
        "version": pl.Int64(),
        "priority": pl.Int64(),
        "node": pl.String(),
        "kind": pl.String(),
    }
)
_WAYS = pl.Schema(
    {
        "version_id": pl.Int64(),
        "node": pl.String(),
        "way": pl.String(),
        "next": pl.String(),
        "lap": pl.Int32(),
        "leads": pl.Boolean(),
    }
)
_TRAITS = r"customer\..*"  # columns of Facts.beside
_KEPT = pl.Schema({name: kind for name, kind in DUE.items() if name != "way"})
_MET = pl.Schema(
    {**_KEPT, "resumed": pl.Boolean(), **OUTCOME, "next": pl.String(), "lap": pl.Int32(), "leads": pl.Boolean()}
)

# What one customer's data may do to a node. Anything else is a mistake of ours and stops the run.
DATA_ERRORS = (
    pl.exceptions.ComputeError,
    pl.exceptions.InvalidOperationError,
    msgspec.MsgspecError,
    ArithmeticError,
    TenureError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Table:
    """Definitions as frames: what stands at each node of each version, and where its ways lead."""

    places: pl.DataFrame
    ways: pl.DataFrame
    settings: dict[str, pl.DataFrame]  # by kind: the plain settings by version, node and arm
    told: tuple[NodeSettings, ...]  # all of them, by `place`
    shares: dict[tuple[int, str], tuple[tuple[str, float], ...]]  # of the arms, by version and node
    traits: frozenset[str]  # that some node reads
    longest: int  # nodes of the longest version


@dataclass(frozen=True, slots=True)
class Advanced:
    """What one call of the engine decided, as frames of STANDING, STEPS and EFFECTS."""

    standing: pl.DataFrame
    steps: pl.DataFrame
    effects: pl.DataFrame


def table(versions: Iterable[Version]) -> Table:
    """Return the definitions of some versions as frames."""
    made = _Making()
    for version in versions:
        made.add(version.id, version.number, version.journey.expanded())
    return Table(
        places=pl.DataFrame(made.places, schema=_PLACES),
        ways=pl.DataFrame(made.ways, schema=_WAYS),
        settings={kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in made.settings.items()},
        told=tuple(made.told),
        shares=made.shares,
        traits=frozenset(made.traits),
        longest=made.longest,
    )


class _Making:
    """Gather the rows of a table, version by version."""

    def __init__(self) -> None:
        self.places: list[dict[str, object]] = []
        self.ways: list[dict[str, object]] = []
        self.settings: dict[str, list[dict[str, object]]] = {}
        self.told: list[NodeSettings] = []
        self.shares: dict[tuple[int, str], tuple[tuple[str, float], ...]] = {}
        self.traits: set[str] = set()
        self.longest = 0

    def add(self, version_id: int, number: int, journey: Journey) -> None:
        kinds = {ENTRY: ENTRY, **{node.id: node.kind for node in journey.nodes}}
        names = {"version_id": version_id, "journey": journey.key, "version": number, "priority": journey.priority}
        self.places += [{**names, "node": node, "kind": kind} for node, kind in kinds.items()]
        self._add_ways(version_id, journey)
        self._add_entry(version_id, journey)
        for node in journey.nodes:
            if node.variants:
                self.shares[version_id, node.id] = tuple((each.name, each.share) for each in node.variants)
            for arm, settings in node.arms():
                self._add_settings(node.kind, settings, {"version_id": version_id, "node": node.id, "arm": arm})
        self.longest = max(self.longest, len(journey.nodes))

    def _add_ways(self, version_id: int, journey: Journey) -> None:
        order = {ENTRY: -1, **{node.id: index for index, node in enumerate(journey.nodes)}}
        for way in journey.ways():
            # Each way back begins another lap, so (node, visit) names a step once.
            is_back = way.target is not None and order[way.target] <= order[way.source]
            told = {"version_id": version_id, "node": way.source, "way": way.name, "next": way.target}
            self.ways.append({**told, "lap": int(is_back), "leads": True})

    def _add_settings(self, kind: str, settings: NodeSettings, names: dict[str, object]) -> None:
        columns = {**settings.columns(), **names, "place": len(self.told)}
        self.settings.setdefault(kind, []).append(columns)
        self.told.append(settings)
        self.traits |= settings.traits() | settings.dates()
        for condition in settings.conditions():
            self.traits |= split_names(read(condition.where)).own

    def _add_entry(self, version_id: int, journey: Journey) -> None:
        if not isinstance(journey.entry, DateEntry) or journey.entry.at is None:
            return
        trait, days, at = journey.entry.trait, journey.entry.offset_days, journey.entry.at
        held = {"version_id": version_id, "trait": trait, "offset_days": days, "time": at}
        self.settings.setdefault(ENTRY, []).append(held)
        self.traits |= {trait, ZONE}


def advance(due: pl.DataFrame, definitions: Table, *, node_types: NodeTypes, now: datetime, facts: Facts) -> Advanced:
    """Return what happens to each row of `due` until it waits, ends, or cannot go on."""
    moving = due.select(DUE.names()).rename({"way": "chosen"}).with_columns(resumed=pl.col("node") != ENTRY)
    moving = facts.beside(moving.with_columns(unit=pl.coalesce("unit", "customer_id")), definitions.traits)
    context = Context(now, facts, definitions.told)
    rounds = [pl.DataFrame(schema=_MET)]
    # Without circles that lack a wait nobody meets more nodes at once than there are.
    for _ in range(definitions.longest + 1):
        if moving.is_empty():
            break
        met = _met(moving, definitions, node_types=node_types, context=context)
        rounds.append(met.select(_MET.names()))
        moving = _moved_on(met)
    else:
        lost = moving.with_columns(problem=pl.lit("goes in circles without a wait"))
        rounds.append(_outcome(lost).select(_MET.names()))
    met = pl.concat(rounds)
    return Advanced(standing=_standing(met), steps=_steps(met), effects=_effects(met))


def _met(moving: pl.DataFrame, definitions: Table, *, node_types: NodeTypes, context: Context) -> pl.DataFrame:
    """Let each customer meet the node at which they stand, and find where the way they take from there leads."""
    placed = moving.join(definitions.places, on=["version_id", "node"], how="left")
    met = pl.concat(
        _of_kind(kind, part, definitions, node_types=node_types, context=context)
        for (kind,), part in placed.partition_by("kind", as_dict=True).items()
    )
    led = met.drop("next", "lap", "leads").with_columns(pl.col("way").fill_null(ONWARD))
    led = led.join(definitions.ways, on=["version_id", "node", "way"], how="left")
    is_lost = pl.col("leads").is_null() & pl.col("due_at").is_null() & pl.col("problem").is_null()
    return led.with_columns(problem=pl.when(is_lost).then(pl.lit("has no such way on")).otherwise("problem"))


def _of_kind(
    kind: object, part: pl.DataFrame, definitions: Table, *, node_types: NodeTypes, context: Context
) -> pl.DataFrame:
    if kind == ENTRY:
        return _isolated(_enter, _held(part, definitions), context)
    if not isinstance(kind, str) or kind not in node_types:
        return _outcome(part.with_columns(problem=pl.lit("stands at a node that is not in this version")))
    divided = _divided(part, definitions, context)
    told = divided.join(definitions.settings[kind], on=["version_id", "node", "arm"], how="left")
    return _isolated(node_types[kind].visit, told.with_columns(arm=_arm()), context)


def _held(part: pl.DataFrame, definitions: Table) -> pl.DataFrame:
    dates = definitions.settings.get(ENTRY)
    return part if dates is None else part.join(dates, on="version_id", how="left")


def _enter(customers: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Let customers in; who comes by a date with a time of the day is held until then."""
    if "trait" not in customers.columns:
        return customers
    dated = customers.filter(pl.col("trait").is_not_null())
    if dated.is_empty():
        return customers
    at = date_instants(dated, context.facts).alias("at")
    held = dated.select("row").with_columns(at).select("row", due_at=pl.when(pl.col("at") > context.now).then("at"))
    return customers.join(held, on="row", how="left")


def _divided(part: pl.DataFrame, definitions: Table, context: Context) -> pl.DataFrame:
    """Draw the arm in which each customer is; nodes without variants have one, without a name."""
    part = part.with_columns(arm=pl.lit(""))
    if not definitions.shares:
        return part
    divided = []
    for (version_id, node), group in part.partition_by("version_id", "node", as_dict=True).items():
        shares = definitions.shares.get((version_id, node))
        if shares is None:
            divided.append(group)
            continue
        salt = f"{context.facts.workspace}:{group['journey'][0]}:{node}"
        names, sizes = zip(*shares, strict=True)
        divided.append(group.with_columns(arms(group["unit"], salt=salt, names=names, shares=sizes).alias("arm")))
    return pl.concat(divided)


def _isolated(visit: Visit, part: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Let a node act on all of its customers; when some break it, find them by halving and quarantine them."""
    try:
        return _outcome(visit(part, context))
    except DATA_ERRORS as error:
        if part.height == 1:
            return _outcome(part.with_columns(problem=pl.lit(str(error)[:MAX_REASON])))
    middle = part.height // 2
    return pl.concat([_isolated(visit, part[:middle], context), _isolated(visit, part[middle:], context)])


def _outcome(part: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of _MET, and the traits beside them; what a node left unsaid is null."""
    unsaid = [pl.lit(None).alias(name) for name in _MET if name not in part.columns]
    known = part.with_columns(unsaid)
    return known.select(*(pl.col(name).cast(kind) for name, kind in _MET.items()), pl.col(f"^{_TRAITS}$"))


def _moved_on(met: pl.DataFrame) -> pl.DataFrame:
    """Return who goes on at once, standing at their next node."""
    going = met.filter(_state().is_null())
    kept = [name for name in _KEPT if name not in {"node", "visit"}]
    return going.select(
        *kept,
        pl.col(f"^{_TRAITS}$"),
        pl.col("next").alias("node"),
        visit=pl.col("visit") + pl.col("lap"),
        resumed=pl.lit(value=False),
        chosen=pl.lit(None, pl.String),
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
    # Who is held at the entry has not entered yet.
    is_held = (pl.col("node") == ENTRY) & (_state() == ACTIVE).fill_null(value=False)
    return met.filter(~pl.col("resumed") & ~is_held).select(STEPS.names())


def _effects(met: pl.DataFrame) -> pl.DataFrame:
    return met.filter(pl.col("effect").is_not_null() & pl.col("problem").is_null()).select(EFFECTS.names())


def _arm() -> pl.Expr:
    return pl.when(pl.col("arm") != "").then("arm")
