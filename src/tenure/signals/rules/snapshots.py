"""Name the files that together hold everything known of customers up to one point of the stream."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from tenure.kernel import json
from tenure.signals.rules.levels import Run

# How rows lie in the files of what is kept of events. What lies otherwise is read from the stream anew.
LAYOUT: Final = "by_measure"
_VALUES: Final = "values"
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known up to and including `seq`, as it is at `as_of`.

    `edition` grows with each snapshot, and names its files. `runs` has the files of each family of partials, and of
    `values`, oldest first. `measures` are the numbers of what is kept of events, `plan` names the definitions that
    values were computed by, `segments` what each segment meant, and `stated` the traits among the values that are as
    identify calls stated them, in JSON.
    """

    seq: int = 0
    edition: int = 0
    as_of: datetime = NEVER
    plan: str = ""
    measures: frozenset[int] = frozenset()
    segments: Mapping[str, str] = field(default_factory=dict)
    stated: frozenset[str] = frozenset()
    runs: Mapping[str, tuple[Run, ...]] = field(default_factory=dict)

    @property
    def files(self) -> frozenset[str]:
        """Return the names of the files that this snapshot needs."""
        return frozenset(run.name for runs in self.runs.values() for run in runs)

    def content(self) -> str:
        """Return all but place and time as JSON."""
        runs = {family: [(run.name, run.row_count) for run in each] for family, each in self.runs.items()}
        return json.encode_text(
            {
                "edition": self.edition,
                "layout": LAYOUT,
                "plan": self.plan,
                "measures": sorted(self.measures),
                "segments": self.segments,
                "stated": sorted(self.stated),
                "runs": runs,
            }
        )


def snapshot(*, seq: int, as_of: datetime, content: str) -> Snapshot:
    """Return the snapshot that was kept."""
    known = json.decode_object(content)
    runs = {family: _runs(listed) for family, listed in _mapping(known["runs"]).items()}
    segments = {key: str(value) for key, value in _mapping(known["segments"]).items()}
    measures = frozenset(int(str(each)) for each in _listed(known["measures"]))
    if known.get("layout") != LAYOUT:
        runs, measures = {_VALUES: runs.get(_VALUES, ())}, frozenset()
    stated = frozenset(map(str, _listed(known["stated"])))
    return Snapshot(seq, int(str(known["edition"])), as_of, str(known["plan"]), measures, segments, stated, runs)


def _runs(listed: json.Json) -> tuple[Run, ...]:
    return tuple(Run(str(pair[0]), int(str(pair[1]))) for pair in _listed(listed) if isinstance(pair, list))


def _listed(value: json.Json) -> list[json.Json]:
    return value if isinstance(value, list) else []


def _mapping(value: json.Json) -> Mapping[str, json.Json]:
    return value if isinstance(value, Mapping) else {}
