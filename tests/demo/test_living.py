"""Moveo lives its history once, and its present from wherever it was left."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tenure.demo import client
from tenure.demo.living import _joined, live_history, live_on
from tenure.demo.rules.company import Company, founding, history, strides
from tests.demo.world import Stage
from tests.e2e.house import until

STARTS_AT = datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
MOVEO = Company(seed="1", customers=20, days=3, starts_at=STARTS_AT)


@dataclass(frozen=True)
class Welcome:
    templates = (("welcome", {"locale": "en"}), ("welcome", {"locale": "ko"}))
    journey = "key: welcome"


def lived(stage):
    steps = []
    live_history(stage.tenure(), MOVEO, playbook=Welcome(), progress=lambda done, total: steps.append((done, total)))
    return steps


def known(stage):
    """Return each event that was posted, and whether with the secret key."""
    batches = [(body["writeKey"] == "tn_test_1", body["batch"]) for body in stage.said("POST /v1/batch")]
    return sorted((event["messageId"], by_server) for by_server, batch in batches for event in batch)


def spelled(facts):
    return sorted((fact.to_wire(seed="1")["messageId"], fact.is_told_by_server) for fact in facts)


def test_a_history_is_set_up_founded_and_told_to_its_end():
    stage = Stage(STARTS_AT)

    steps = lived(stage)

    told = founding(MOVEO) + history(MOVEO, start=STARTS_AT, end=MOVEO.ends_at)
    assert known(stage) == spelled(told)
    assert [what for what, _ in stage.calls if "/traits/" not in what and "/segments/" not in what][:6] == [
        "GET /api/v1/clock",
        "PUT /api/v1/templates/welcome",
        "PUT /api/v1/templates/welcome",
        "POST /api/v1/journeys",
        "POST /api/v1/journeys/welcome/activate",
        "POST /v1/batch",
    ]
    assert steps == [(done, 32) for done in range(1, 33)]


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
    assert first == {"seconds": 6 * 3600.0}
    assert order[:4] == ["POST /v1/batch", "POST /v1/batch", "POST /api/v1/clock/advance", "POST /v1/batch"]


def test_an_interrupted_history_goes_on_with_the_stretch_it_was_in():
    stage = Stage(strides(MOVEO)[4])

    lived(stage)

    left = history(MOVEO, start=strides(MOVEO)[3], end=MOVEO.ends_at)
    assert known(stage) == spelled(left)
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
