from datetime import UTC, datetime

from tenure.signals.rules.levels import Run
from tenure.signals.rules.snapshots import NEVER, Snapshot, snapshot

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def again(kept):
    return snapshot(seq=kept.seq, as_of=kept.as_of, content=kept.content())


def test_a_snapshot_comes_back_as_it_was_kept():
    kept = Snapshot(
        seq=7,
        edition=9,
        as_of=NOW,
        plan="00ff",
        measures=frozenset({2**63 - 1, 5}),
        segments={"silent": "0a"},
        stated=frozenset({"country"}),
        runs={"counts": (Run("counts-1.arrow", 40), Run("counts-9.arrow", 2)), "values": (Run("values-9.arrow", 3),)},
    )

    assert again(kept) == kept
    assert kept.files == {"counts-1.arrow", "counts-9.arrow", "values-9.arrow"}


def test_the_first_snapshot_needs_no_files():
    assert again(Snapshot()) == Snapshot()
    assert (Snapshot().files, Snapshot().as_of) == (frozenset(), NEVER)


def test_what_lies_otherwise_than_now_is_read_anew():
    runs = {"counts": (Run("counts-1.arrow", 40),), "values": (Run("values-1.arrow", 3),)}
    kept = Snapshot(seq=7, edition=1, as_of=NOW, plan="00ff", measures=frozenset({5}), runs=runs)

    found = snapshot(seq=7, as_of=NOW, content=kept.content().replace("by_measure", "by_customer"))

    assert (found.runs, found.measures) == ({"values": runs["values"]}, frozenset())
