"""What journeys and messages promise, through the whole loop: the API, the stream, the worker, the mail that leaves."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from django.test import Client

from tenure.customers.models import MergeRow
from tenure.customers.queries import customer
from tenure.journeys.models import EnrollmentRow
from tenure.kernel import json
from tenure.messaging.models import CaughtRow, MessageRow
from tenure.messaging.rules.settings import Cap, QuietHours
from tests.e2e.inside import identify, inside, track
from tests.messaging.scenes import agreed, settled
from tests.support.commands import command_line

pytestmark = pytest.mark.db
on_sqlite_first, on_postgresql_first = pytest.mark.alternates, pytest.mark.alternates(first="postgresql")

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY, OLD_CUSTOMERS, RATE = timedelta(days=1), 20_000, 100


def send(key, *, event, template="hello", priority=50, wait=None, more=""):
    pause = f"  - {{id: pause, wait: {wait}}}\n" if wait else ""
    return (
        f"key: {key}\nname: {key}\nentry: {{event: {event}}}\nholdout: 0\npriority: {priority}\n{more}nodes:\n{pause}"
        f"  - {{id: mail, send: {{channel: email, template: {template}}}}}\n  - {{id: done, end: {{}}}}\n"
    )


@pytest.fixture
def acme(home, database):
    with inside(home, database, starts_at=NOON) as acme:
        yield acme


def messages(acme, user_id):
    return acme.api("GET", f"/messages?customer={user_id}")["items"]


@on_sqlite_first
def test_who_unsubscribes_while_a_message_is_queued_is_not_sent_it(acme):
    settled(acme.workspace, quiet_hours=(QuietHours("20:00", "08:00"),))
    acme.templates("marketing", "hello")
    acme.journey(send("now", event="signed_up"))
    acme.journey(send("tonight", event="signed_up", wait="{hours: 10}"))
    acme.tell(identify("ann"))
    agreed(acme.workspace, customer(acme.workspace_id, "ann"))
    acme.tell(track("ann", "signed_up"))
    acme.until(NOON + timedelta(hours=11))
    waiting = [(each["journey"], each["state"], each["deferred_until"]) for each in messages(acme, "ann")]

    header = message_from_bytes(bytes(CaughtRow.objects.get().raw))["List-Unsubscribe"]
    page = re.sub(r"^<https?://[^/]+|>$", "", header)
    assert Client(enforce_csrf_checks=True).post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200
    acme.until(NOON + 2 * DAY)

    assert waiting == [("tonight", "queued", "2026-03-02T08:00:00Z"), ("now", "sent", None)]
    ends = [(each["state"], each["reason"]) for each in messages(acme, "ann")]
    assert ends == [("refused", "no_consent:email"), ("sent", "")]
    assert [to for to, _ in acme.caught()] == ["ann@example.com"]


@on_postgresql_first
@pytest.mark.parametrize("order", [("high", "low"), ("low", "high")])
def test_of_two_journeys_under_a_cap_of_one_the_more_important_wins_and_the_other_says_when_it_goes(acme, order):
    settled(acme.workspace, caps=(Cap(1, 24),))
    acme.templates("marketing", "hello")
    for key in order:
        acme.journey(send(key, event=f"event_{key}", priority={"high": 90, "low": 10}[key]))
    acme.tell(identify("ann"))
    agreed(acme.workspace, customer(acme.workspace_id, "ann"))
    acme.tell(*(track("ann", f"event_{key}") for key in order))

    shown = {each["journey"]: (each["state"], each["reason"], each["deferred_until"]) for each in messages(acme, "ann")}
    assert shown == {"high": ("sent", "", None), "low": ("queued", "cap:1 per 24h", "2026-03-02T12:00:00Z")}
    acme.until(NOON + DAY)
    assert {each["journey"]: each["state"] for each in messages(acme, "ann")} == {"high": "sent", "low": "sent"}
    assert [at for _, at in acme.caught()] == [NOON, NOON + DAY]


@on_sqlite_first
def test_a_merge_on_the_way_leaves_one_run_and_sends_one_mail(acme):
    acme.templates("service", "hello")
    acme.journey(send("welcome", event="signed_up", wait="{days: 1}"))
    nameless = {"user_id": None, "anonymous_id": "a1"}
    acme.tell(identify("ann"), track("ann", "signed_up"), {**track("", "signed_up"), **nameless})
    before = Counter(EnrollmentRow.objects.values_list("state", flat=True))

    acme.tell({**identify("ann"), "anonymous_id": "a1"})
    after = Counter(EnrollmentRow.objects.values_list("state", "reason"))
    acme.until(NOON + 2 * DAY)

    assert (before, MergeRow.objects.count()) == ({"active": 2}, 1)
    assert after == {("active", ""): 1, ("exited", "merged"): 1}
    assert Counter(EnrollmentRow.objects.values_list("state", flat=True)) == {"completed": 1, "exited": 1}
    assert acme.caught() == [("ann@example.com", NOON + DAY)]


@on_postgresql_first
def test_old_customers_are_left_alone_unless_their_number_is_confirmed_and_then_come_at_the_rate_asked(acme, scaled):
    count, rate = scaled(OLD_CUSTOMERS), scaled(RATE)
    for start in range(0, count, 1_000):
        names = [f"u{number}" for number in range(start, min(start + 1_000, count))]
        acme.store([each for name in names for each in (identify(name), track(name, "signed_up"))])
    acme.worker.settle()
    acme.templates("service", "hello")
    text = send("welcome", event="signed_up").encode()
    acme.api("POST", "/journeys", content=text, headers={"content-type": "text/yaml"})

    assert acme.api("POST", "/journeys/welcome/activate", json={}) == {"would_enter_now": count, "entering": 0}
    acme.until(NOON + DAY)
    assert (EnrollmentRow.objects.count(), MessageRow.objects.count(), acme.caught()) == (0, 0, [])

    wanted = {"include_existing": True, "rate_per_hour": rate}
    refused = acme.house.api("POST", "/journeys/welcome/activate", json=wanted)
    assert (refused.status_code, refused.json()["field"]) == (422, "confirm")
    assert EnrollmentRow.objects.count() == 0
    answer = acme.api("POST", "/journeys/welcome/activate", json={**wanted, "confirm": count})
    assert answer == {"would_enter_now": count, "entering": count}
    begun = acme.workspace.clock.workspace_at
    acme.until(begun + timedelta(minutes=59))

    assert len(acme.caught()) == rate
    assert Counter(EnrollmentRow.objects.values_list("state", flat=True)) == {"completed": rate, "active": count - rate}
    acme.until(begun + timedelta(hours=1, minutes=59))
    assert len({to for to, _ in acme.caught()}) == len(acme.caught()) == 2 * rate


@on_sqlite_first
def test_a_historical_import_triggers_nothing(acme, home, database, tmp_path):
    acme.templates("service", "hello")
    acme.api("PUT", "/segments/buyers", json={"where": "event_count >= 3"})
    acme.journey(send("welcome", event="signed_up"))
    acme.journey(send("later", event="asked", wait="{days: 30}", more="exit: [{event: paid}]\ngoal: {event: paid}\n"))
    acme.journey(send("buyers", event="x").replace("{event: x}", "{segment: buyers}"))
    acme.tell(identify("ann"), track("ann", "asked"))
    file = tmp_path / "old.jsonl"
    rows = [
        {"user_id": who, "event": name, "timestamp": "2026-02-01T10:00:00Z", "message_id": f"{who}-{name}"}
        for who in ("ann", "ben", "cho")
        for name in ("signed_up", "paid", "asked")
    ]
    file.write_bytes(b"\n".join(json.encode(row) for row in rows))

    with command_line(home, database.url) as run:
        run("import", "jsonl", file, "--kind", "events", "--workspace", "Acme", "--json")
    acme.until(NOON + DAY)

    assert acme.api("GET", "/customers/ben")["traits"]["event_count"] == 3
    assert list(EnrollmentRow.objects.values_list("journey__key", "state")) == [("later", "active")]
    assert (MessageRow.objects.count(), acme.caught()) == (0, [])
