"""Say in frames what the engine decided in arrays: who rests where, who met what, and what is asked for."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.moments import NOW
from tenure.journeys.rules.node_types import OUTCOME
from tenure.journeys.rules.runs import ACTIVE, COMPLETED, INSTANT, QUARANTINED
from tenure.journeys.rules.tables import NOWHERE, Numbers, Table

# Where each of them stands afterwards.
STANDING = pl.Schema(
    {
        "row": pl.Int64(),
        "node": pl.String(),
        "visit": pl.Int32(),
        "state": pl.String(),
        "due_at": INSTANT,
        "reason": pl.String(),
        "at": INSTANT,
    }
)
# Each arrival at a node, ENTRY included; `arm` is the one that was met there, if there are several.
STEPS = pl.Schema(
    {
        "row": pl.Int64(),
        "version_id": pl.Int64(),
        "node": pl.String(),
        "visit": pl.Int32(),
        "arm": pl.String(),
        "at": INSTANT,
    }
)
EFFECTS = pl.Schema(
    {
        "row": pl.Int64(),
        "version_id": pl.Int64(),
        "node": pl.String(),
        "visit": pl.Int32(),
        "effect": pl.String(),
        "payload": pl.String(),
        "at": INSTANT,
    }
)

_STATES: Final = pl.Series([None, QUARANTINED, ACTIVE, COMPLETED], dtype=pl.String)
_WAITS: Final = 2  # the number of ACTIVE
_NULLS: Final = {name: pl.Series([None], dtype=kind) for name, kind in OUTCOME.items()}

# What nodes said of customers: columns of OUTCOME, those left out that are null for all.
Said = dict[str, pl.Series]


@dataclass(frozen=True, slots=True)
class Advanced:
    """What one call of the engine decided, as frames of STANDING, STEPS and EFFECTS."""

    standing: pl.DataFrame
    steps: pl.DataFrame
    effects: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands where. `at` counts customers in the order in which they were due, `spot` nodes of all versions."""

    at: Numbers
    spot: Numbers
    visit: npt.NDArray[np.int32]
    resumed: npt.NDArray[np.bool_]  # whether they stayed here until now
    chosen: pl.Series | None  # the way that an event opened

    def some(self, which: Numbers) -> "Standing":
        """Return some of them, in their order."""
        if len(which) == len(self.at):
            return self
        chosen = None if self.chosen is None else self.chosen.gather(which)
        return Standing(self.at[which], self.spot[which], self.visit[which], self.resumed[which], chosen)

    def columns(self) -> list[pl.Series]:
        """Return what nodes are told of it."""
        chosen = _nulls("way", len(self.at)) if self.chosen is None else self.chosen
        return [pl.Series("visit", self.visit), pl.Series("resumed", self.resumed), chosen.alias("chosen")]


@dataclass(frozen=True, slots=True)
class Met:
    """What came of it that customers met nodes of one kind.

    The `state` is 0 for who goes on, to the spot `following`, where `visit` is their visit.
    """

    here: Standing
    said: Said
    state: Numbers
    following: Numbers
    visit: npt.NDArray[np.int32]


def said_by(customers: pl.DataFrame) -> Said:
    """Return what a node said of its customers."""
    own = customers.schema
    said = {name: customers[name] for name in OUTCOME if name in own}
    some = {name: each for name, each in said.items() if each.null_count() < len(each)}
    return {name: each if each.dtype == OUTCOME[name] else each.cast(OUTCOME[name]) for name, each in some.items()}


def column(said: Said, name: str, count: int) -> pl.Series:
    """Return a column of OUTCOME of so many customers."""
    return said[name] if name in said else _nulls(name, count)


def is_said(said: Said, name: str, here: Standing) -> npt.NDArray[np.bool_]:
    """Return of which customers a node said something."""
    return said[name].is_not_null().to_numpy() if name in said else np.zeros(len(here.at), dtype=np.bool_)


Part: TypeAlias = tuple[Standing, Said]  # some customers, and what nodes said of them


class Telling:
    """Gather what was met, node by node."""

    def __init__(self, people: pl.DataFrame, stood: pl.Series, definitions: Table) -> None:
        """Begin with nothing met; `people` have `row`, `version_id` and `now`, and stood at some nodes."""
        self._people, self._stood, self._definitions = people, stood, definitions
        self._resting: list[tuple[Standing, Numbers, Said]] = []
        self._arrived: list[Part] = []
        self._asked: list[Part] = []

    def add(self, met: Met) -> None:
        """Add what was met."""
        here, said = met.here, met.said
        rests = np.flatnonzero(met.state)
        if len(rests):
            self._resting.append((here.some(rests), met.state[rests], _some(said, rests, "due_at", "problem")))
        # Who is held at the entry has not entered yet.
        is_entry = self._definitions.nodes[int(here.spot[0])] == ENTRY
        came = np.flatnonzero(~here.resumed & ~(is_entry & (met.state == _WAITS)))
        if len(came):
            self._arrived.append((here.some(came), _some(said, came, "arm")))
        if "effect" in said:
            asks = np.flatnonzero(is_said(said, "effect", here) & ~is_said(said, "problem", here))
            self._asked.append((here.some(asks), _some(said, asks, "effect", "payload")))

    def advanced(self) -> Advanced:
        """Return all of it."""
        return Advanced(
            standing=self._standing() if self._resting else pl.DataFrame(schema=STANDING),
            steps=self._frame(STEPS, self._arrived, "arm"),
            effects=self._frame(EFFECTS, self._asked, "effect", "payload"),
        )

    def _standing(self) -> pl.DataFrame:
        states = np.concatenate([state for _, state, _ in self._resting])
        resting = self._named([(here, said) for here, _, said in self._resting], "due_at", "problem")
        told = {
            **resting,
            "state": _STATES.gather(states),
            # A customer with a problem has nothing to wait for, whatever else the node said.
            "due_at": resting["due_at"].zip_with(pl.Series(states == _WAITS), _nulls("due_at", len(states))),
            "reason": resting["problem"].fill_null(""),
        }
        return pl.DataFrame({name: told[name] for name in STANDING})

    def _frame(self, schema: pl.Schema, parts: list[Part], *names: str) -> pl.DataFrame:
        if not parts:
            return pl.DataFrame(schema=schema)
        told = self._named(parts, *names)
        return pl.DataFrame({name: told[name] for name in schema})

    def _named(self, parts: list[Part], *names: str) -> dict[str, pl.Series]:
        """Return the rows, nodes by their names, and some columns of OUTCOME."""
        at, spots, visits = (
            np.concatenate([getattr(here, name) for here, _ in parts]) for name in ("at", "spot", "visit")
        )
        known = self._people[["row", "version_id", NOW]][at]
        said = {name: pl.concat([own[name] for _, own in parts]) for name in names}
        own = {"row": known["row"], "version_id": known["version_id"], "at": known[NOW]}
        return {**own, "node": self._nodes(spots, at), "visit": pl.Series(visits), **said}

    def _nodes(self, spots: Numbers, at: Numbers) -> pl.Series:
        names = self._definitions.nodes
        if (spots != NOWHERE).all():
            return names.gather(spots)
        return names.gather(np.maximum(spots, 0)).zip_with(pl.Series(spots != NOWHERE), self._stood.gather(at))


def _some(said: Said, which: Numbers, *names: str) -> dict[str, pl.Series]:
    return {name: _picked(said[name], which) if name in said else _nulls(name, len(which)) for name in names}


def _picked(values: pl.Series, which: Numbers) -> pl.Series:
    return values if len(which) == len(values) else values.gather(which)


def _nulls(name: str, count: int) -> pl.Series:
    return _NULLS[name].new_from_index(0, count)
