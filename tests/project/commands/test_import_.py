import os

import pytest

from tenure.events.queries import event_count
from tenure.journeys.models import EnrollmentRow
from tenure.kernel import json
from tenure.kernel.errors import BadInput, NotFound
from tenure.messaging.models import MessageRow
from tests.journeys.scenes import opened
from tests.messaging.scenes import saved
from tests.support.commands import command_line, working
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def moveo(state):
    row = make_workspace()
    saved(row.to_value())
    opened(row)
    return row


@pytest.fixture
def tenure(home, state):
    with command_line(home, state.url) as tenure:
        yield tenure


@pytest.fixture
def worker(home, state):
    with working(home, state.url) as (worker, _inbox):
        yield worker


def test_twenty_thousand_rows_of_history_trigger_nothing(moveo, tenure, worker, tmp_path, scaled):
    count = scaled(20_000)
    file = tmp_path / "history.jsonl"
    # Young enough to trigger, were it not history.
    lines = [
        {"user_id": f"u{number}", "event": "signed_up", "timestamp": "2026-03-01T11:59:00Z"} for number in range(count)
    ]
    file.write_bytes(b"\n".join(map(json.encode, lines)))

    said = tenure("import", "jsonl", file, "--kind", "events", "--workspace", "Moveo", "--json")
    worker.settle()

    assert said == {"rows": count, "imported": count, "refused": 0, "skipped": 0, "refused_file": None}
    assert event_count(moveo.pk) == count
    assert not EnrollmentRow.objects.exists()
    assert not MessageRow.objects.exists()


def test_refused_rows_are_written_beside_the_file(moveo, tenure, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("id,plan\nu1,pro\n,free\n")
    command = ("import", "csv", file, "--kind", "customers", "--workspace", "Moveo", "--map", "id=user_id", "--json")

    said = tenure(*command)

    assert said == {"rows": 2, "imported": 1, "refused": 1, "skipped": 0, "refused_file": f"{file}.refused.jsonl"}
    place = tmp_path / "people.csv.refused.jsonl"
    assert json.decode(place.read_bytes()) == {
        "line": 3,
        "code": "missing_field",
        "field": "id",
        "reason": "Say who it was: give userId or anonymousId.",
        "row": '{"id":"","plan":"free"}',
    }
    assert place.stat().st_mode & 0o077 == 0

    file.write_text("id,plan\nu1,pro\n")
    tenure(*command)
    assert not place.exists()


def test_the_same_file_is_imported_once_and_a_newer_one_again(moveo, tenure, worker, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("user_id,plan\nu1,pro\n")
    command = ("import", "csv", file, "--kind", "customers", "--workspace", "Moveo")
    for _ in range(2):
        tenure(*command)
        worker.settle()
    assert event_count(moveo.pk) == 1

    os.utime(file, (0, 0))
    tenure(*command)
    worker.settle()

    assert event_count(moveo.pk) == 2


def test_a_dry_run_stores_nothing(moveo, tenure, worker, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("user_id,plan\nu1,pro\n")

    said = tenure("import", "csv", file, "--kind", "customers", "--workspace", "Moveo", "--dry-run", "--json")

    assert said == {"rows": 1, "would_import": 1, "refused": 0, "skipped": 0, "refused_file": None}
    assert not worker.consumer.waiting()


def test_consents_do_not_come_with_customers(moveo, tenure, worker, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("user_id,email_consent\nu1,true\n")

    with pytest.raises(BadInput, match="use consent import"):
        tenure("import", "csv", file, "--kind", "customers", "--workspace", "Moveo")

    assert not worker.consumer.waiting()


def test_a_workspace_that_is_not_there_is_named(moveo, tenure, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("user_id,plan\nu1,pro\n")

    with pytest.raises(NotFound, match="'Nobody'"):
        tenure("import", "csv", file, "--kind", "customers", "--workspace", "Nobody")
