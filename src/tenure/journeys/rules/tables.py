"""Put definitions into frames and arrays, as the engine reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from tenure.journeys.rules.dates import ZONE
from tenure.journeys.rules.definition import ENTRY, ONWARD, Journey, Version
from tenure.journeys.rules.entrances import DateEntry
from tenure.journeys.rules.names import read, split_names
from tenure.journeys.rules.settings import NodeSettings

Numbers = npt.NDArray[np.int64]
END, LOST = -1, -2  # where a way leads that leads to no spot
NOWHERE: Final = -1  # the spot of who stands at no node of their version

PLACES: Final = pl.Schema(
    {
        "version_id": pl.Int64(),
        "journey": pl.String(),
        "version": pl.Int64(),
        "priority": pl.Int64(),
        "node": pl.String(),
        "kind": pl.String(),
    }
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What arms are drawn by at a node: the journey, the node, and the shares in their order."""

    journey: str
    node: str
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Find what is told by a number and a name."""

    numbers: Numbers  # sorted, each once
    names: pl.Enum
    codes: Numbers  # of both, sorted
    values: Numbers

    def found(self, numbers: Numbers, names: pl.Series, *, otherwise: int) -> Numbers:
        """Return the value for each number and name; where there is none, another one."""
        if not len(self.codes):
            return np.full(len(numbers), otherwise)
        known = names.cast(self.names, strict=False).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
        rows = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        codes = rows * len(self.names.categories) + known
        places = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        is_there = (self.numbers[rows] == numbers) & (known >= 0) & (self.codes[places] == codes)
        return np.where(is_there, self.values[places], otherwise)


def _index(told: list[tuple[int, str]]) -> Index:
    """Return the index by which some numbers and names are found in their list."""
    numbers = np.unique(np.array([number for number, _ in told], dtype=np.int64))
    names = {name: place for place, name in enumerate(dict.fromkeys(name for _, name in told))}
    rows = np.searchsorted(numbers, [number for number, _ in told])
    codes = rows * len(names) + np.array([names[name] for _, name in told], dtype=np.int64)
    order = np.argsort(codes)
    return Index(numbers, pl.Enum(list(names)), codes[order], order)


@dataclass(frozen=True, slots=True)
class Table:
    """What stands at each node of each version, and where its ways lead. Each has a number, its spot."""

    places: pl.DataFrame  # by spot
    spots: Index  # by version and node
    nodes: pl.Series  # by spot; at last that of NOWHERE
    kinds: tuple[str, ...]
    kind_at: Numbers  # by spot: which of the kinds; at last that of NOWHERE
    first_at: Numbers  # by spot: the first of its rows in the settings of its kind, one an arm
    onward: Numbers  # by spot: the next spot of who names no way
    laps: Numbers  # by spot: whether that way leads back
    ways: Index  # by spot and name, of all ways
    led: Numbers  # where each of them leads
    led_back: Numbers  # whether that is back
    settings: dict[str, pl.DataFrame]  # by kind
    told: tuple[NodeSettings, ...]  # all of them, by `place`
    shares: dict[int, Drawn]  # by spot, where there are several arms
    traits: frozenset[str]  # that some node reads
    longest: int  # nodes of the longest version

    def spots_of(self, version_ids: pl.Series, nodes: pl.Series) -> Numbers:
        """Return the spot of each node of a version, or NOWHERE."""
        return self.spots.found(version_ids.to_numpy(), nodes, otherwise=NOWHERE)

    def ways_from(self, spots: Numbers, names: pl.Series) -> tuple[Numbers, Numbers]:
        """Return where each way leads from a spot, or LOST, and whether it leads back."""
        places = self.ways.found(spots, names, otherwise=LOST)
        is_there = places != LOST
        return np.where(is_there, self.led[places], LOST), np.where(is_there, self.led_back[places], 0)


def table(versions: Iterable[Version]) -> Table:
    """Return the definitions of some versions as frames and arrays."""
    return _table(tuple(versions))


@lru_cache(maxsize=100)  # a definition never changes
def _table(versions: tuple[Version, ...]) -> Table:
    made = _Making()
    for version in versions:
        made.add(version.id, version.number, version.journey.expanded())
    places = pl.DataFrame(made.places, schema=PLACES, orient="row")
    kinds = (*dict.fromkeys(made.kinds), "nowhere")
    return Table(
        places=places,
        spots=_index([(version_id, node) for version_id, *_, node, _ in made.places]),
        nodes=places["node"].extend_constant(None, 1),
        kinds=kinds,
        kind_at=np.array([*(kinds.index(kind) for kind in made.kinds), len(kinds) - 1], dtype=np.int64),
        first_at=np.array(made.first, dtype=np.int64),
        onward=np.array(made.onward, dtype=np.int64),
        laps=np.array(made.laps, dtype=np.int64),
        ways=_index([(spot, name) for spot, name, _, _ in made.ways]),
        led=np.array([target for *_, target, _ in made.ways], dtype=np.int64),
        led_back=np.array([lap for *_, lap in made.ways], dtype=np.int64),
        settings={kind: pl.DataFrame(rows, infer_schema_length=None) for kind, rows in made.settings.items()},
        told=tuple(made.told),
        shares=made.shares,
        traits=frozenset(made.traits),
        longest=made.longest,
    )


class _Making:
    """Gather the rows of a table, version by version."""

    def __init__(self) -> None:
        self.places: list[tuple[int, str, int, int, str, str]] = []
        self.kinds: list[str] = []
        self.first: list[int] = []
        self.onward: list[int] = []
        self.laps: list[int] = []
        self.ways: list[tuple[int, str, int, int]] = []
        self.settings: dict[str, list[dict[str, object]]] = {}
        self.told: list[NodeSettings] = []
        self.shares: dict[int, Drawn] = {}
        self.traits: set[str] = set()
        self.longest = 0

    def add(self, version_id: int, number: int, journey: Journey) -> None:
        before = len(self.places)
        spots = {name: before + place for place, name in enumerate([ENTRY, *(node.id for node in journey.nodes)])}
        self._add_place((version_id, journey.key, number, journey.priority, ENTRY, ENTRY), first=0)
        self._add_entry(version_id, journey)
        for node in journey.nodes:
            names = (version_id, journey.key, number, journey.priority, node.id, node.kind)
            self._add_place(names, first=len(self.settings.get(node.kind, ())))
            if node.variants:
                shares = tuple(each.share for each in node.variants)
                self.shares[spots[node.id]] = Drawn(journey.key, node.id, shares)
            for arm, settings in node.arms():
                self._add_settings(node.kind, settings, dict(zip(_NAMES, (*names[1:5], arm or None), strict=True)))
        self._add_ways(journey, spots)
        self.longest = max(self.longest, len(journey.nodes))

    def _add_place(self, names: tuple[int, str, int, int, str, str], *, first: int) -> None:
        self.places.append(names)
        self.kinds.append(names[-1])
        self.first.append(first)

    def _add_ways(self, journey: Journey, spots: dict[str, int]) -> None:
        for way in journey.ways():
            source, target = spots[way.source], END if way.target is None else spots[way.target]
            # Each way back begins another lap, so (node, visit) names a step once.
            lap = int(target != END and target <= source)
            self.ways.append((source, way.name, target, lap))
            if way.name == ONWARD:
                self.onward.append(target)
                self.laps.append(lap)

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


_NAMES: Final = ("journey", "version", "priority", "node", "arm")
