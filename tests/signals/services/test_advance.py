"""A step costs what it touches: it opens the newest flush and rewrites small runs, whatever lies below them."""

import pytest

from tenure.events.stores.parquet.store import ParquetStore
from tenure.signals import queries
from tenure.signals.services import advance as advancing
from tenure.signals.stores import arrow, held
from tests.signals.acts import NOW, event
from tests.signals.streams import flush
from tests.signals.turns import identify, silent_segment, turned
from tests.support.workspaces import make_workspace

CROWD = 1_500


@pytest.fixture
def crowded(state):
    """Have a workspace with a large base, and some small flushes upon it."""
    workspace = make_workspace()
    silent_segment(workspace)
    everybody = range(1, CROWD + 1)
    flush(workspace, [identify(f"hello-{customer}", customer, tier="free") for customer in everybody])
    flush(workspace, [event(f"login-{customer}", "login", customer=customer) for customer in everybody])
    turned(workspace)
    for number in range(12):
        flush(workspace, [event(f"again-{number}", "login", customer=7 + number)])
        turned(workspace)
    return workspace


@pytest.fixture
def work(monkeypatch):
    """Write down which files are opened and how many rows are taken out of them."""
    done = {"scanned": [], "opened": [], "gathered": [], "written": []}

    def watch(owner, name, note):
        really = getattr(owner, name)

        def watched(*given):
            found = really(*given)
            note(found, *given)
            return found

        monkeypatch.setattr(owner, name, watched)

    watch(ParquetStore, "scan", lambda _, store, workspace_id, paths: done["scanned"].extend(paths))
    watch(arrow, "read", lambda _, path: done["opened"].append(path.name))
    watch(arrow, "write", lambda _, path, frame: done["written"].append(frame.height))
    watch(held, "rows_of", lambda found, frame, customers: done["gathered"].append(found.height))
    return done


def test_a_small_flush_is_the_only_file_of_the_stream_that_is_opened(crowded, work):
    before = queries.held(crowded.pk).snapshot.files

    seq = flush(crowded, [event("new", "login", customer=5), event("newer", "login", customer=6)])
    work["scanned"].clear()
    turned(crowded)

    after = queries.held(crowded.pk).snapshot.files
    assert work["scanned"] == [f"inbox-{seq}.parquet"]
    assert sorted(work["opened"]) == sorted(after - before)


def test_the_base_is_searched_and_neither_gathered_nor_rewritten(crowded, work):
    flush(crowded, [event("new", "login", customer=5), event("newer", "login", customer=6)])
    turned(crowded)

    a_customer = sum(work["gathered"]) / 2
    assert a_customer < 40
    assert max(work["written"]) < CROWD / 10
    assert max(run.row_count for runs in queries.held(crowded.pk).snapshot.runs.values() for run in runs) >= CROWD


def test_a_step_of_the_clock_opens_no_file_of_the_stream(crowded, work):
    due = queries.next_due_at(crowded.pk)

    assert turned(crowded, due) == CROWD
    assert work["scanned"] == []


def test_nothing_new_opens_no_file_at_all(crowded, work):
    assert turned(crowded) == 0
    assert work == {"scanned": [], "opened": [], "gathered": [], "written": []}


def test_what_tenure_tells_computes_nobody_anew(crowded, work):
    before = queries.held(crowded.pk).snapshot

    seq = flush(crowded, [event("told", "segment_entered", customer=5, source="tenure", segment="silent")])
    assert turned(crowded) == 1

    after = queries.held(crowded.pk).snapshot
    assert (after.seq, after.runs) == (seq, before.runs)
    assert (work["gathered"], work["written"]) == ([], [])


def test_all_are_computed_slice_by_slice(crowded, monkeypatch):
    monkeypatch.setattr(advancing, "CUSTOMERS", 500)
    sizes, really = [], advancing.values
    monkeypatch.setattr(advancing, "values", lambda *given: sizes.append(len(given[1])) or really(*given))

    advancing_to = queries.next_due_at(crowded.pk)
    turned(crowded, advancing_to)

    assert sizes == [500, 500, 500]
    assert queries.segment_counts(crowded.pk) == {"silent": 0}
    assert advancing_to > NOW
