"""Moveo lives its history once, and its present from wherever it was left."""

import threading
from datetime import UTC, datetime, timedelta

from tenure.demo import client
from tenure.demo.living import Mailbox, _joined, live_history, live_on
from tenure.demo.rules import definitions
from tenure.demo.rules.company import Company, next_day, past, strides
from tenure.demo.rules.crowds import Reached
from tests.demo.world import Stage
from tests.e2e.house import until

STARTS_AT = datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
MOVEO = Company(seed="1", customers=20, days=3, starts_at=STARTS_AT)
DAY = timedelta(days=1)
SENT = {"message_id": "msg_1", "to": MOVEO.person(4).email, "template": "inactivity_benefit",
        "queued_at": STARTS_AT.isoformat(), "sent_at": (STARTS_AT + timedelta(hours=30)).isoformat()}  # fmt: skip


def lived(stage):
    steps = []
    live_history(stage.tenure(), MOVEO, progress=lambda done, total: steps.append((done, total)))
    return steps


def known(stage):
    """Return each event that was posted, and whether with the secret key."""
    batches = [(body["writeKey"] == "tn_test_1", body["batch"]) for body in stage.said("POST /v1/batch")]
    return sorted((event["messageId"], by_server) for by_server, batch in batches for event in batch)


def spelled(facts):
    return sorted((fact.to_wire(seed="1")["messageId"], fact.is_told_by_server) for fact in facts)


def told(reached=()):
    before = past(MOVEO)
    state, facts = before.state, []
    for number in range(MOVEO.days):
        chapter = next_day(MOVEO, state, number=number, reached=reached)
        state, facts = chapter.state, [*facts, *chapter.facts]
    return before.facts, [fact for fact in facts if fact.at < MOVEO.ends_at]


def test_a_history_is_set_up_founded_and_told_to_its_end():
    stage = Stage(STARTS_AT)

    steps = lived(stage)

    founding, history = told()
    assert known(stage) == spelled(founding + history)
    order = [what for what, _ in stage.calls]
    assert order[:2] == ["GET /api/v1/clock", "PUT /api/v1/messaging/settings"]
    installed = [f"POST /api/v1/playbooks/{key}/install" for key in definitions.PLAYBOOKS]
    started = [f"POST /api/v1/journeys/{key}/activate" for key in definitions.ACTIVE]
    assert [what for what in order if what.endswith(("/install", "/activate"))] == installed + started
    assert order.index("POST /v1/batch") > order.index(started[-1])
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_who_joined_is_known_before_what_they_agreed_to_is_told():
    stage = Stage(STARTS_AT)

    lived(stage)

    items = [item for body in stage.said("POST /api/v1/consents/import") for item in body["items"]]
    agreed = {(f"u{number}", channel) for number in range(1, 21) for channel in MOVEO.person(number).agrees}
    assert {(item["user_id"], item["channel"]) for item in items} == agreed
    assert len(items) == len(agreed)
    order = stage.order({"POST /api/v1/clock/advance", "POST /v1/batch", "POST /api/v1/consents/import"})
    first = order.index("POST /api/v1/consents/import")
    assert order[first - 1] == "POST /api/v1/clock/advance"


def test_what_customers_got_changes_what_they_do():
    stage = Stage(STARTS_AT, sent=(SENT,))

    lived(stage)

    founding, history = told([Reached(4, "inactivity_benefit", 1)])
    assert known(stage) == spelled(founding + history)
    assert Mailbox(stage.tenure(), MOVEO).up_to(STARTS_AT + 2 * DAY) == [Reached(4, "inactivity_benefit", 1)]


def test_at_the_end_of_history_the_clock_shows_the_present_and_runs():
    stage = Stage(STARTS_AT)

    lived(stage)

    assert abs(stage.now - datetime.now(UTC)) < timedelta(seconds=10)
    assert stage.calls[-1] == ("PUT /api/v1/clock", {"rate": 1})


def test_a_stretch_is_posted_when_the_clock_has_reached_its_end():
    stage = Stage(STARTS_AT)

    lived(stage)

    first = stage.said("POST /api/v1/clock/advance")[0]
    order = stage.order({"POST /api/v1/clock/advance", "POST /v1/batch"})
    assert first == {"seconds": 12 * 3600.0}
    assert order[:4] == ["POST /v1/batch", "POST /v1/batch", "POST /api/v1/clock/advance", "POST /v1/batch"]


def test_an_interrupted_history_goes_on_with_the_stretch_it_was_in():
    stage = Stage(strides(MOVEO, 1)[1])

    lived(stage)

    _, history = told()
    assert known(stage) == spelled(fact for fact in history if fact.at >= strides(MOVEO, 1)[0])
    assert stage.said("POST /api/v1/journeys") == []


def test_a_company_in_its_present_is_not_told_again():
    stage = Stage(STARTS_AT, rate=1.0)

    assert lived(stage) == []
    assert stage.order({"POST /v1/batch", "PUT /api/v1/clock"}) == []


def test_the_present_begins_after_the_last_customer_who_joined():
    stage = Stage(STARTS_AT, newest=(None, "ada", "u37", "u36"))

    assert _joined(stage.tenure(), MOVEO) == 37
    assert _joined(Stage(STARTS_AT).tenure(), MOVEO) == 20


def test_the_present_goes_on_event_by_event_until_stopped():
    stage, stop = Stage(STARTS_AT, rate=1.0), threading.Event()
    life = threading.Thread(target=live_on, args=(stage.tenure(), MOVEO), kwargs={"stop": stop})

    life.start()
    until(lambda: len(stage.events()) >= 2, within=30)
    stop.set()
    life.join()

    bodies = stage.said("POST /v1/batch")
    assert all(len(body["batch"]) == 1 for body in bodies)
    assert all(body["sentAt"] == body["batch"][0]["timestamp"] for body in bodies)


def test_the_present_outlives_a_tenure_that_is_away(monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", timedelta(0))
    stage, stop = Stage(STARTS_AT, rate=1.0, troubles=[0, 503]), threading.Event()
    life = threading.Thread(target=live_on, args=(stage.tenure(), MOVEO), kwargs={"stop": stop})

    life.start()
    until(stage.events, within=30)
    stop.set()
    life.join()

    assert stage.troubles == []
