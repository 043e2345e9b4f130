"""Read what is known of customers now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from tenure.customers import queries as customers
from tenure.events import queries as events
from tenure.events.rules.places import Place
from tenure.events.rules.rows import TENURE
from tenure.kernel import json
from tenure.kernel.errors import NotFound
from tenure.kernel.expressions.columns import column
from tenure.kernel.expressions.tree import Expression, Type
from tenure.kernel.json import Json
from tenure.platform import home, scalars
from tenure.platform.queries import cursor, workspace
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.models import SegmentRow, SnapshotRow, TraitRow
from tenure.signals.rules import movements
from tenure.signals.rules.calendars import NEVER, instant
from tenure.signals.rules.definitions import Segment, Trait, is_hidden
from tenure.signals.rules.evaluating import stated_values
from tenure.signals.rules.folding import REFUSED
from tenure.signals.rules.json_values import POLARS
from tenure.signals.rules.movements import DayMoves, Movements, Progress
from tenure.signals.rules.partials import joined
from tenure.signals.rules.plans import SEGMENT, STAGE, Plan, plan
from tenure.signals.rules.shown import PROFILES, Ignored, ignored, profile
from tenure.signals.rules.snapshots import Snapshot
from tenure.signals.stores.held import Held, opened

# Files are replaced as the stream grows: between reading their names and opening them they may go.
OPENING_TRIES = 5
_MOVE = ("seq", "position", "customer_id", "name", "occurred_at", "properties")
_held: dict[tuple[str, int], Held] = {}
_moves: dict[tuple[str, int], Movements] = {}


@dataclass(frozen=True, slots=True)
class Move:
    """A customer who came into a segment or went out of it, as the stream tells it."""

    place: Place
    customer_id: int
    change: Literal["entered", "left"]
    at: datetime
    cause_seq: int | None


def snapshot_seq(workspace_id: int) -> int:
    """Return the last `seq` that the current snapshot contains; 0 before the first."""
    return scalars.number("SELECT seq FROM signals_snapshot WHERE workspace_id = %s", [workspace_id]) or 0


def traits_defined(workspace_id: int) -> list[Trait]:
    """Return the traits that a workspace defined, by key."""
    return [row.to_value() for row in TraitRow.objects.filter(workspace_id=workspace_id).order_by("key")]


def segments_defined(workspace_id: int) -> list[Segment]:
    """Return the segments of a workspace, by key."""
    return [row.to_value() for row in SegmentRow.objects.filter(workspace_id=workspace_id).order_by("key")]


def segments_shown(workspace_id: int) -> list[Segment]:
    """Return the segments that people made, by key: not those that other rooms keep for themselves."""
    return [each for each in segments_defined(workspace_id) if not is_hidden(each.key)]


def segment(workspace_id: int, key: str) -> Segment:
    """Return a segment by its key."""
    found = next((each for each in segments_defined(workspace_id) if each.key == key), None)
    if found is None:
        raise NotFound(f"There is no segment {key!r} here.", field="key")
    return found


def plan_of(workspace_id: int) -> Plan:
    """Return all definitions of a workspace together."""
    zone = workspace(workspace_id).time_zone
    return plan(traits_defined(workspace_id), segments_defined(workspace_id), zone=zone)


def held(workspace_id: int) -> Held:
    """Return the current snapshot, opened; FileNotFoundError when its files are lost."""
    for _ in range(OPENING_TRIES - 1):
        try:
            return _opened(workspace_id)
        except FileNotFoundError:
            continue
    return _opened(workspace_id)


def reopened(workspace_id: int) -> Held:
    """Return the current snapshot as its files are now, whatever this process has open."""
    _held.pop(place_of(workspace_id), None)
    return held(workspace_id)


def published(workspace_id: int, snapshot: Snapshot, before: Held) -> Held:
    """Return a snapshot that this process made current just now, after the one `before`, opened."""
    return _taken_in_hand(workspace_id, snapshot, merges=before.merges, before=before)


def held_before(workspace_id: int) -> Held | None:
    """Return the snapshot that this process opened last."""
    return _held.get(place_of(workspace_id))


def place_of(workspace_id: int) -> tuple[str, int]:
    """Return what names a workspace within this process: tests have many homes."""
    return str(home.current().path), workspace_id


def traits(workspace_id: int, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """Return `{key: value}` for each of some customers."""
    wanted = pl.Series("customer_id", ids, dtype=pl.Int64).unique().sort()
    now = held(workspace_id)
    values, stated = now.values_of(wanted), now.partials(wanted, {})["stated"]
    said = dict(stated.group_by("customer_id", maintain_order=True))
    computed = {row["customer_id"]: row for row in values.iter_rows(named=True)} if values is not None else {}
    nothing = stated.clear()
    return {
        each: profile(computed.get(each, {}), said.get((each,), nothing), as_stated=now.snapshot.stated)
        for each in wanted
    }


def profile_frame(workspace_id: int, ids: Sequence[int]) -> pl.DataFrame:
    """Return `customer_id, email, locale, traits` (JSON) for each of some customers, known to the snapshot or not."""
    rows = [
        (
            each,
            *(value if isinstance(value := known.get(key), str) else None for key in ("email", "locale")),
            json.encode_text(known),
        )
        for each, known in traits(workspace_id, ids).items()
    ]
    return pl.DataFrame(rows, schema=PROFILES, orient="row")


def stated(workspace_id: int, customer_id: int) -> pl.DataFrame:
    """Return what a customer's identify calls stated last: `key`, `value` (JSON), `at`, `source`."""
    rows = held(workspace_id).partials(pl.Series("customer_id", [customer_id], dtype=pl.Int64), {})["stated"]
    return rows.select("key", "value", "at", "source")


def ignored_traits(workspace_id: int, customer_id: int) -> list[Ignored]:
    """Return what a customer's identify calls stated in vain, and why."""
    return ignored(stated(workspace_id, customer_id))


def ignored_of(workspace_id: int, ids: Sequence[int]) -> dict[int, list[Ignored]]:
    """Return what identify calls stated in vain of those of some customers of whom anything was."""
    wanted = pl.Series("customer_id", ids, dtype=pl.Int64).unique().sort()
    rows = held(workspace_id).partials(wanted, {})["stated"]
    found = {int(str(customer_id)): ignored(said) for (customer_id,), said in rows.group_by("customer_id")}
    return {customer_id: each for customer_id, each in found.items() if each}


def segments_of(workspace_id: int, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the keys of the segments in which each of some customers is."""
    values = _values_of(workspace_id, ids)
    if values is None:
        return {}
    named = {name: name.removeprefix(SEGMENT) for name in values.columns if name.startswith(SEGMENT)}
    keys = {name: key for name, key in named.items() if not is_hidden(key)}
    rows = values.select("customer_id", *keys).iter_rows(named=True)
    return {row["customer_id"]: [key for name, key in keys.items() if row[name]] for row in rows}


def stages(workspace_id: int, ids: Sequence[int]) -> dict[int, str]:
    """Return the lifecycle stage of those of some customers who have any events."""
    values = _values_of(workspace_id, ids)
    return {} if values is None else dict(values.select("customer_id", STAGE).iter_rows())


def stages_frame(workspace_id: int) -> pl.DataFrame:
    """Return the `customer_id` and `stage` of everybody who has any events."""
    now = held(workspace_id).current()
    empty = pl.DataFrame(schema={"customer_id": pl.Int64, "stage": pl.String})
    return empty if now is None else now.select("customer_id", stage=STAGE).collect()


def stage_counts(workspace_id: int) -> dict[str, int]:
    """Return how many customers are in each stage."""
    now = held(workspace_id).current()
    return {} if now is None else dict(now.group_by(STAGE).len().collect().iter_rows())


def segment_counts(workspace_id: int) -> dict[str, int]:
    """Return how many customers are in each segment, by key."""
    now = held(workspace_id).current()
    if now is None:
        return {}
    found = [name for name in now.collect_schema().names() if name.startswith(SEGMENT)]
    names = [name for name in found if not is_hidden(name.removeprefix(SEGMENT))]
    if not names:
        return {}
    counts = now.select(pl.col(names).sum()).collect().row(0, named=True)
    return {name.removeprefix(SEGMENT): int(count or 0) for name, count in counts.items()}


def current_segments(workspace_id: int) -> frozenset[str]:
    """Return the segments whose members follow their newest definition: the worker has applied it."""
    applied = held(workspace_id).snapshot.segments
    wanted = plan_of(workspace_id).prints
    return frozenset(key for key, each in wanted.items() if applied.get(key) == each)


def members(workspace_id: int, key: str, *, limit: int, before: int | None = None) -> list[int]:
    """Return customers in a segment, the newest first; `before` is the id of the last one seen."""
    now = held(workspace_id).current()
    name = SEGMENT + key
    if now is None or name not in now.collect_schema():
        return []
    return _newest(now.filter(pl.col(name)), limit=limit, before=before)


def staged(workspace_id: int, stage: str, *, limit: int, before: int | None = None) -> list[int]:
    """Return customers in a lifecycle stage, the newest first; `before` is the id of the last one seen."""
    now = held(workspace_id).current()
    return [] if now is None else _newest(now.filter(pl.col(STAGE) == stage), limit=limit, before=before)


def matching(workspace_id: int, where: Expression, known: dict[str, Type], *, now: datetime) -> pl.DataFrame:
    """Return `customer_id` of everyone for whom a checked predicate holds now, sorted.

    Traits that only identify calls give, and that no definition reads yet, are looked up in what was stated.
    """
    open_now = held(workspace_id)
    rows = open_now.current()
    if rows is None:
        return pl.DataFrame(schema={"customer_id": pl.Int64})
    kept = rows.collect_schema()
    missing = [name for name, kind in known.items() if not _has(kept, name, kind)]
    if missing:
        everyone = rows.sort("customer_id").collect()
        # Whoever became a customer without values a moment ago has them after the worker's next turn.
        with_values = pl.col("customer_id").is_in(everyone["customer_id"].implode())
        stated_now = said(workspace_id, missing).filter(with_values)
        rows = everyone.with_columns(
            stated_values(stated_now, name, everyone["customer_id"], known[name]) for name in missing
        ).lazy()
    return rows.filter(column(where, known, now=now)).select("customer_id").sort("customer_id").collect()


def values_of(workspace_id: int, customers: pl.Series, known: Mapping[str, Type]) -> pl.DataFrame:
    """Return `customer_id` and a column for each name, of its type, for each of some customers (sorted, each once)."""
    now = held(workspace_id)
    rows = now.values_of(customers)
    kept = [name for name in known if rows is not None and _has(rows.schema, name, known[name])]
    found = customers.alias("customer_id").to_frame()
    if rows is not None and kept:
        found = found.join(rows.select("customer_id", *kept), on="customer_id", how="left", maintain_order="left")
    missing = [name for name in known if name not in kept]
    if missing:
        said_now = now.stated(customers)
        found = found.with_columns(stated_values(said_now, name, customers, known[name]) for name in missing)
    return found


def movements_of(workspace_id: int) -> Movements:
    """Return who moved in and out of segments and stages by day; only what came in since the last call is read."""
    place, up_to, zone = place_of(workspace_id), cursor(workspace_id, "stream"), workspace(workspace_id).time_zone
    known = _moves.get(place)
    if known is None or known.zone != zone or known.seq > up_to:
        rows = events.scan(workspace_id).filter(pl.col("seq") <= up_to)
        known = movements.counted(rows, seq=up_to, zone=zone)
    elif known.seq < up_to:
        rows = events.since(workspace_id, after=known.seq, up_to=up_to).lazy()
        known = movements.joined(known, movements.counted(rows, seq=up_to, zone=zone))
    _moves[place] = known
    return known


def daily_moves(workspace: Workspace, key: str, *, days: int, now: datetime) -> list[DayMoves]:
    """Return how many came into a segment and went out of it on each of the last days, today last."""
    first = _first_day(workspace, days, now)
    shown = [first + timedelta(days=count) for count in range(days)]
    return movements.daily(movements_of(workspace.id), key, shown)


def net_moves(workspace: Workspace, *, days: int, now: datetime) -> dict[str, int]:
    """Return by how many each segment grew in the last days, for those in which anybody moved."""
    return movements.net_since(movements_of(workspace.id), _first_day(workspace, days, now))


def progression_of(workspace: Workspace, *, days: int, now: datetime) -> tuple[date, list[Progress]]:
    """Return the first of the last days, and how many moved from stage to stage since it began."""
    first = _first_day(workspace, days, now)
    return first, movements.progression(movements_of(workspace.id), first)


def moves_of(workspace_id: int, key: str, *, limit: int, before: Place | None = None) -> list[Move]:
    """Return who came into a segment and went out of it, newest first; `before` is the place of the last one seen."""
    moved = (pl.col("source") == TENURE) & pl.col("name").is_in(["segment_entered", "segment_left"])
    of_it = pl.col("properties").str.json_path_match("$.segment") == key
    # Once all that were counted are found, what is older is not looked through.
    most = limit if before else min(limit, movements.total(movements_of(workspace_id), key))
    found: list[Move] = []
    if most:
        for rows in events.newest_first(workspace_id, where=moved, columns=_MOVE, before=before):
            found += [_move(*row) for row in rows.filter(of_it).iter_rows()]
            if len(found) >= most:
                break
    return found[:limit]


def stated_keys(workspace_id: int) -> list[str]:
    """Return every key that some identify stated, sorted."""
    keys = [frame["key"].unique() for frame in held(workspace_id).family("stated")]
    found = pl.concat([pl.Series([], dtype=pl.String), *keys]).unique().sort()
    return [key for key in found if not key.startswith(REFUSED)]


def next_due_at(workspace_id: int) -> datetime | None:
    """Return the next instant at which the clock alone changes a trait, a segment or a stage."""
    due = held(workspace_id).next_due()
    return None if due is None or due == NEVER else instant(due)


def _newest(rows: pl.LazyFrame, *, limit: int, before: int | None) -> list[int]:
    ids = rows if before is None else rows.filter(pl.col("customer_id") < before)
    return ids.select("customer_id").sort("customer_id", descending=True).head(limit).collect().to_series().to_list()


def _has(kept: pl.Schema, name: str, kind: Type) -> bool:
    """Return whether values have a trait as the type that it has by its definition now."""
    column = kept.get(name)
    return column == POLARS[kind] or (kind == "number" and column == pl.Int64)


def _first_day(workspace: Workspace, days: int, now: datetime) -> date:
    return now.astimezone(ZoneInfo(workspace.time_zone)).date() - timedelta(days=days - 1)


def _move(seq: int, position: int, customer_id: int, name: str, at: datetime, properties: str) -> Move:
    cause = json.decode_object(properties).get("cause_seq")
    change: Literal["entered", "left"] = "entered" if name == "segment_entered" else "left"
    return Move((seq, position), customer_id, change, at, cause if isinstance(cause, int) else None)


def _values_of(workspace_id: int, ids: Sequence[int]) -> pl.DataFrame | None:
    return held(workspace_id).values_of(pl.Series("customer_id", ids, dtype=pl.Int64).unique().sort())


def _opened(workspace_id: int) -> Held:
    row = SnapshotRow.objects.filter(workspace_id=workspace_id).first()
    snapshot, before = row.to_value() if row else Snapshot(), held_before(workspace_id)
    merges = customers.merges(workspace_id)
    if before is not None and before.snapshot == snapshot and before.merges.equals(merges):
        return before
    return _taken_in_hand(workspace_id, snapshot, merges=merges, before=before)


def _taken_in_hand(workspace_id: int, snapshot: Snapshot, *, merges: pl.DataFrame, before: Held | None) -> Held:
    found = opened(home.current().traits(workspace_id), snapshot, merges=merges, before=before)
    _held[place_of(workspace_id)] = found
    return found


def said(workspace_id: int, keys: Sequence[str]) -> pl.DataFrame:
    """Return what everybody last stated under some keys: `customer_id`, `key`, `value` (JSON)."""
    now = held(workspace_id)
    frames = [frame.filter(pl.col("key").is_in(keys)) for frame in now.family("stated")]
    return joined("stated", frames, merges=now.merges).select("customer_id", "key", "value")
