from contextlib import closing
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.events.inbox.opening import open_inbox
from tenure.events.queries import scan
from tenure.events.rules.imports import plan
from tenure.events.services.consume import Consumer
from tenure.events.services.import_file import PATIENCE, Imported, Importer, import_table
from tenure.events.services.read_rows import opened_table
from tenure.kernel.errors import Unavailable
from tests.events.scenes import NOW, made

pytestmark = pytest.mark.db
MODIFIED = datetime(2026, 2, 1, tzinfo=UTC)
ORDERS = b"""user_id,event,timestamp,amount
u1,order,2025-01-01T10:00:00Z,12.5
u2,order,2025-01-02T10:00:00Z,4111111111111111
u3,order,yesterday,1
,order,2025-01-02T10:00:00Z,1
"""


@pytest.fixture
def inbox(home, state):
    with closing(open_inbox(home.path, state.url)) as inbox:
        yield inbox


@pytest.fixture
def imported(tmp_path, inbox):
    def imported(workspace, content, *pairs, kind="events", into=inbox, patience=PATIENCE):
        path = tmp_path / "file.csv"
        path.write_bytes(content)
        refused = []
        importer = Importer(
            workspace_id=workspace.id,
            as_of=NOW,
            plan=plan(kind, pairs, as_of=MODIFIED, now=NOW, reserved=frozenset({"consent_changed"})),
            seal=lambda card: "sealed",
            suppressed={"gone", "gone@example.com"}.intersection,
            inbox=into,
            refuse=refused.append,
            patience=patience,
        )
        done = Imported()
        with opened_table(path, "csv") as table:
            for done, _offset in import_table(table, importer, now=NOW):  # noqa: B007 - the last one is wanted
                pass
        return done, refused

    return imported


def _stream(workspace, inbox):
    consumer = Consumer(inbox)
    while consumer.waiting():
        consumer.step(NOW)
    return scan(workspace.id).collect()


def test_a_row_from_the_future_of_the_workspace_is_refused_in_the_report(imported, inbox):
    workspace = made("Acme")

    done, refused = imported(workspace, b"user_id,event,timestamp\nu1,order,2999-01-01\nu2,order,2026-01-01\n")

    assert done == Imported(row_count=2, accepted_count=1, refused_count=1)
    assert [(row.line, row.code, row.field) for row in refused] == [(2, "too_far_ahead", "timestamp")]
    assert _stream(workspace, inbox)["user_id"].to_list() == ["u2"]


def test_rows_pass_the_checks_of_tracking_and_enter_as_history(imported, inbox):
    workspace = made("Acme")

    done, refused = imported(workspace, ORDERS)

    assert done == Imported(row_count=4, accepted_count=2, refused_count=2)
    assert [(row.line, row.code, row.field) for row in refused] == [
        (4, "bad_timestamp", "timestamp"),
        (5, "missing_field", "user_id"),
    ]
    assert _stream(workspace, inbox).select("user_id", "source", "historical", "properties").rows() == [
        ("u1", "import", True, '{"amount":12.5}'),
        ("u2", "import", True, '{"amount":"************1111"}'),
    ]


def test_what_only_tenure_may_tell_is_refused(imported, inbox):
    done, refused = imported(made("Acme"), b"user_id,event,timestamp\nu1,consent_changed,2025-01-01\n")

    assert done == Imported(row_count=1, refused_count=1)
    assert [(row.code, row.field) for row in refused] == [("reserved_name", "event")]


def test_a_young_customer_is_history_too(imported, inbox):
    workspace = made("Acme")

    imported(workspace, b"user_id,plan,timestamp\nu1,pro,2026-03-01T11:59:00Z\n", kind="customers")

    row = _stream(workspace, inbox).row(0, named=True)
    assert (row["kind"], row["historical"], row["properties"]) == ("identify", True, '{"plan":"pro"}')


def test_a_repeated_import_adds_nothing(imported, inbox):
    workspace = made("Acme")
    imported(workspace, ORDERS)
    before = _stream(workspace, inbox)

    imported(workspace, ORDERS)

    assert _stream(workspace, inbox).equals(before)
    assert before.height == 2


def test_an_import_that_was_stopped_goes_on_where_it_was(imported, inbox, monkeypatch):
    workspace = made("Acme")
    rows = b"".join(b"u%d,order,2025-01-01T10:00:00Z,1\n" % number for number in range(1_200))
    content = b"user_id,event,timestamp,amount\n" + rows
    whole, appends = inbox.append, []

    def append(batch):
        if len(appends) == 1:
            raise Unavailable("The disk is full.")
        appends.append(batch)
        whole(batch)

    with monkeypatch.context() as patched:
        patched.setattr(inbox, "append", append)
        with pytest.raises(Unavailable):
            imported(workspace, content)
    assert _stream(workspace, inbox).height == 500

    imported(workspace, content)

    found = _stream(workspace, inbox)
    assert (found.height, found["user_id"].n_unique()) == (1_200, 1_200)


def test_a_dry_run_says_the_same_and_stores_nothing(imported, inbox):
    workspace = made("Acme")

    done, refused = imported(workspace, ORDERS, into=None)

    assert (done, len(refused)) == (Imported(row_count=4, accepted_count=2, refused_count=2), 2)
    assert not inbox.waiting()


def test_what_is_refused_is_told_without_card_numbers_and_is_no_dead_letter(imported, inbox):
    workspace = made("Acme")

    _, refused = imported(workspace, b"user_id,event,timestamp,card\nu1,order,never,4111111111111111\n")

    assert "4111111111111111" not in refused[0].row
    assert "************1111" in refused[0].row
    assert not inbox.waiting()


def test_large_rows_are_stored_in_more_requests(imported, inbox):
    workspace = made("Acme")
    rows = b"".join(b"u%d,order,2025-01-01,%s\n" % (number, b"x" * 30_000) for number in range(40))

    done, _ = imported(workspace, b"user_id,event,timestamp,note\n" + rows)

    assert done.accepted_count == 40
    assert inbox.depth() == 3


def test_an_import_waits_while_the_inbox_is_deep(imported, inbox, monkeypatch):
    workspace = made("Acme")
    depths = iter([400, 400, 399])
    monkeypatch.setattr(inbox, "depth", lambda: next(depths))

    done, _ = imported(workspace, ORDERS)

    assert done.accepted_count == 2
    assert next(depths, None) is None


def test_an_import_gives_up_when_nobody_empties_the_inbox(imported, inbox, monkeypatch):
    workspace = made("Acme")
    monkeypatch.setattr(inbox, "depth", lambda: 400)

    with pytest.raises(Unavailable, match="tenure serve"):
        imported(workspace, ORDERS, patience=timedelta(0))

    assert not inbox.waiting()


def test_two_workspaces_with_the_same_ids_never_meet(imported, inbox):
    one, other = made("One"), made("Other")
    imported(one, ORDERS)
    imported(other, ORDERS)

    found = pl.concat([_stream(one, inbox), _stream(other, inbox)])
    assert found["customer_id"].n_unique() == 4


def test_rows_about_suppressed_people_are_left_out_and_told(imported, inbox):
    workspace = made("Acme")
    people = b"user_id,email\ngone,a@example.com\nu1,gone@example.com\nu2,b@example.com\n"

    done, refused = imported(workspace, people, kind="customers")

    assert done == Imported(row_count=3, accepted_count=1, refused_count=0, skipped_count=2)
    assert [(row.line, row.code) for row in refused] == [(2, "suppressed"), (3, "suppressed")]
    assert _stream(workspace, inbox)["user_id"].to_list() == ["u2"]
