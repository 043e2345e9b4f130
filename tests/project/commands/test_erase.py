import psycopg
import pytest
from typer.testing import CliRunner

from tenure.customers.queries import customer, customer_count
from tenure.events.models import DeadLetterRow
from tenure.events.queries import event_count
from tenure.kernel import json
from tenure.kernel.errors import NotAllowed, NotFound
from tenure.messaging.models import CaughtRow, MessageRow
from tenure.platform.presence import contributions
from tenure.project import cli
from tests.events.scenes import put
from tests.journeys.scenes import opened
from tests.messaging.scenes import saved
from tests.support.commands import command_line, working
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db
WHERE = ("--workspace", "Moveo")
MARKER = "zebra7marker"


@pytest.fixture
def tenure(home, state):
    with command_line(home, state.url) as tenure:
        yield tenure


@pytest.fixture
def moveo(state):
    row = make_workspace()
    saved(row.to_value())
    opened(row)
    return row


def _joining(user_id, anonymous_id):
    who = {"user_id": user_id, "anonymous_id": anonymous_id, "timestamp": None, "sent_at": None}
    traits = {"email": f"{user_id}@example.com", "name": f"{user_id} {MARKER if MARKER in user_id else ''}"}
    return [
        {"kind": "identify", "message_id": f"i-{user_id}", **who, "properties": traits},
        {"kind": "track", "message_id": f"t-{user_id}", "name": "signed_up", **who, "properties": {"note": user_id}},
    ]


def _letter(user_id):
    sent = json.encode_text({"userId": user_id, "properties": {"note": user_id}})
    return {"index": 0, "code": "bad", "field": "x", "message": f"{user_id} is bad.", "payload": sent}


@pytest.fixture
def people(home, state, moveo):
    """Have one person whose every word is marked, under two ids, and another."""
    marked = f"ann-{MARKER}"
    with working(home, state.url) as (worker, inbox):
        visit = {"kind": "track", "message_id": f"v-{MARKER}", "name": "seen", "anonymous_id": f"a-{MARKER}"}
        put(inbox, moveo.to_value(), visit)
        worker.settle()
        joining = [*_joining(marked, f"a-{MARKER}"), *_joining("bo", None)]
        put(inbox, moveo.to_value(), *joining, refusals=[_letter(marked)])
        put(inbox, moveo.to_value(), refusals=[_letter("bo")])
        worker.settle()
        # What came since is still in the inbox.
        put(inbox, moveo.to_value(), {**_joining(marked, None)[1], "message_id": f"later-{MARKER}"}, at=NOW)
    return marked


def _places(home, state):
    """Return where the marker is found: in any file of the home, in any table of the database."""
    marks = [MARKER.encode(), MARKER.encode("utf-16-le")]
    found = [
        str(place.relative_to(home.path))
        for place in home.path.rglob("*")
        if place.is_file() and any(mark in place.read_bytes() for mark in marks)
    ]
    if state.url:
        with psycopg.connect(state.url) as connection:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (name,) in names:
                rows = connection.execute(f'SELECT count(*) FROM "{name}" t WHERE t::text LIKE %s', [f"%{MARKER}%"])
                if rows.fetchone() != (0,):
                    found.append(name)
    return found


def _can_forget_traits():
    return any(room.__name__ == "tenure.signals.erase" for room in contributions("erase"))


def _without_traits(places):
    """Leave out the traits while their room cannot erase yet."""
    return [place for place in places if _can_forget_traits() or not place.startswith("traits/")]


def test_nothing_of_a_person_is_left_in_any_byte(people, tenure, home, state, moveo):
    assert _places(home, state)

    said = tenure("erase", people, *WHERE, "--yes", "--json")

    assert _without_traits(_places(home, state)) == []
    assert said["removed"]["events"] == {"events": 7, "dead_letters": 1, "files": 4}
    assert said["removed"]["messaging"] == {"messages": 1, "caught_mail": 1, "consent_notices": 0}
    assert [kept["what"] for kept in said["kept"]] == ["suppression", "consents", "audit", "backups"]


def test_others_stay_as_they_were(people, tenure, moveo):
    tenure("erase", people, *WHERE, "--yes")

    assert customer_count(moveo.pk) == 1
    assert customer(moveo.pk, "bo").user_id == "bo"
    assert event_count(moveo.pk) == 5
    assert (MessageRow.objects.count(), CaughtRow.objects.count(), DeadLetterRow.objects.count()) == (1, 1, 1)
    breaches = [breach for room in contributions("verify") for breach in room.verify(moveo.to_value())]
    assert [breach for breach in breaches if _can_forget_traits() or not breach.check.startswith("signals")] == []


def test_an_erased_person_does_not_come_back_by_import(people, tenure, tmp_path):
    tenure("erase", people, *WHERE, "--yes")
    file = tmp_path / "people.csv"
    file.write_text(f"user_id,email\n{people},x@example.com\nann2,{people.upper()}@example.com\ncleo,c@example.com\n")

    said = tenure("import", "csv", file, "--kind", "customers", *WHERE, "--json")

    assert (said["imported"], said["skipped"], said["refused"]) == (1, 2, 0)
    reasons = [json.decode_object(line) for line in (tmp_path / "people.csv.refused.jsonl").read_bytes().splitlines()]
    assert [(row["line"], row["code"]) for row in reasons] == [(2, "suppressed"), (3, "suppressed")]


def test_erasing_is_asked_first(people, tenure, moveo):
    with pytest.raises(NotAllowed, match="Nothing was erased"):
        CliRunner().invoke(cli._assembled(), ["erase", people, *WHERE], input="n\n", catch_exceptions=False)

    assert customer(moveo.pk, people).user_id == people


def test_a_customer_who_is_not_there_is_named(tenure, moveo):
    with pytest.raises(NotFound, match="'nobody'"):
        tenure("erase", "nobody", *WHERE, "--yes")


def test_what_stays_is_said(people, tenure):
    said = tenure("erase", people, *WHERE, "--yes")

    assert "Backups made before hold the data" in said
