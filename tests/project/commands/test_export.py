import csv
from datetime import UTC, datetime

import polars as pl
import pytest

from tenure.customers.queries import customer
from tenure.events.rules.cells import plain_cell
from tenure.events.services import stream_pieces as module
from tenure.kernel import json
from tenure.kernel.errors import BadInput, NotFound
from tests.journeys.scenes import opened
from tests.messaging.scenes import saved
from tests.support.commands import command_line, working
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db
WHERE = ("--workspace", "Moveo")


@pytest.fixture
def tenure(home, state):
    with command_line(home, state.url) as tenure:
        yield tenure


@pytest.fixture
def moveo(home, state, tenure, tmp_path):
    """Have two customers: one of history with a nasty name, and one who joins and is welcomed."""
    row = make_workspace()
    saved(row.to_value())
    opened(row)
    history = tmp_path / "in.csv"
    history.write_text("user_id,event,timestamp,note\nann,order,2025-01-01,'=1+1\nbo,order,2025-06-01,x\n")
    people = tmp_path / "people.csv"
    people.write_text("user_id,email,color\nann,ann@example.com,red\n")
    with working(home, state.url) as (worker, _inbox):
        tenure("import", "csv", history, "--kind", "events", *WHERE)
        tenure("import", "csv", people, "--kind", "customers", *WHERE)
        worker.settle()
    return row


def test_one_person_gets_all_that_is_known_of_them_in_one_file(moveo, tenure, tmp_path):
    out = tmp_path / "ann.json"

    said = tenure("export", "customer", "ann", *WHERE, "--out", out, "--json")

    found = json.decode_object(out.read_bytes())
    ann = customer(moveo.pk, "ann")
    assert said["events"] == 2
    assert list(found) == [
        "customer",
        "exported_at",
        "events",
        "customers",
        "identities",
        "consents",
        "tags",
        "accounts",
        "messages",
        "enrollments",
    ]
    assert found["customer"] == ann.public_id
    assert {(event["kind"], event["name"]) for event in found["events"]} == {("track", "order"), ("identify", None)}
    assert found["events"][0]["properties"] == {"note": "=1+1"}
    assert found["customers"][0]["traits"]["color"] == "red"
    assert found["identities"] == [{"kind": "user", "value": "ann"}]
    assert "bo" not in out.read_text()
    assert out.stat().st_mode & 0o077 == 0


def test_a_customer_who_is_not_there_is_named_and_no_file_is_left(moveo, tenure, tmp_path):
    with pytest.raises(NotFound, match="'nobody'"):
        tenure("export", "customer", "nobody", *WHERE, "--out", tmp_path / "out.json")

    assert not list(tmp_path.glob("out*"))


def test_events_are_exported_as_lines(moveo, tenure, tmp_path):
    out = tmp_path / "out.jsonl"

    said = tenure("export", "events", *WHERE, "--out", out, "--json", "--until", "2025-12-31")

    lines = [json.decode_object(line) for line in out.read_bytes().splitlines()]
    assert said == {"file": str(out), "rows": 2}
    assert [(line["user_id"], line["occurred_at"]) for line in lines] == [
        ("ann", "2025-01-01T00:00:00Z"),
        ("bo", "2025-06-01T00:00:00Z"),
    ]
    assert lines[0]["customer"] == customer(moveo.pk, "ann").public_id
    assert lines[0]["properties"] == {"note": "=1+1"}


def test_time_bounds_are_half_open(moveo, tenure, tmp_path):
    out = tmp_path / "out.parquet"

    tenure("export", "events", *WHERE, "--out", out, "--format", "parquet", "--since", "2025-06-01")

    found = pl.read_parquet(out)
    assert found["occurred_at"].min() == datetime(2025, 6, 1, tzinfo=UTC)
    assert found.height == 2


def test_no_cell_of_a_spreadsheet_is_a_formula(moveo, tenure, tmp_path, state, home):
    people, out = tmp_path / "evil.csv", tmp_path / "out.csv"
    people.write_text("user_id,email\n''=cmd|'/c calc'!A0,-x@example.com\n")
    tenure("import", "csv", people, "--kind", "customers", *WHERE)
    with working(home, state.url) as (worker, _inbox):
        worker.settle()

    tenure("export", "customers", *WHERE, "--out", out, "--format", "csv")

    with out.open(newline="") as file:
        evil, *others = csv.DictReader(file)
    assert evil["user_id"] == "''=cmd|'/c calc'!A0"
    assert plain_cell(evil["user_id"]) == "'=cmd|'/c calc'!A0"
    assert evil["email"] == "'-x@example.com"
    assert [row["user_id"] for row in others] == ["bo", "ann"]
    assert evil["created_at"].endswith("Z")


def test_an_export_of_events_is_an_import_again(moveo, tenure, tmp_path, state, home):
    other = make_workspace("Other")
    for form in ("csv", "jsonl"):
        out = tmp_path / f"out.{form}"
        tenure("export", "events", *WHERE, "--out", out, "--format", form)
        said = tenure("import", form, out, "--kind", "events", "--workspace", "Other", "--map", "customer=-", "--json")
        assert (said["imported"], said["refused"]) == (3, 0)
    with working(home, state.url) as (worker, _inbox):
        worker.settle()

    again = tmp_path / "again.jsonl"
    tenure("export", "events", "--workspace", other.name, "--out", again)

    assert len(again.read_bytes().splitlines()) == 3


def test_pieces_follow_the_files(moveo, state):
    whole = pl.concat(module.pieces(moveo.pk))
    single = list(module.pieces(moveo.pk, rows=1))

    assert pl.concat(single).equals(whole)
    assert whole.height == 3


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("customer",), "customer"),
        (("customers", "ann"), "customer"),
        (("customers", "--since", "2025-01-01"), "since"),
    ],
)
def test_what_makes_no_sense_is_refused(moveo, tenure, tmp_path, arguments, field):
    with pytest.raises(BadInput) as refused:
        tenure("export", *arguments, *WHERE, "--out", tmp_path / "out")

    assert refused.value.field == field


def test_a_file_that_cannot_be_written_is_named(moveo, tenure, tmp_path):
    out = tmp_path / "nowhere" / "events.csv"

    with pytest.raises(BadInput, match=r"events\.csv cannot be written: No such file or directory\.") as refused:
        tenure("export", "events", *WHERE, "--out", out, "--format", "csv")

    assert refused.value.field == "file"
