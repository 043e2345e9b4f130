"""Test which messages the gate lets pass, which it stops, and which it holds back."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.messaging.rules import caps
from tenure.messaging.rules.gate import GATE_SCHEMA, LONGEST_WAIT, Pace, refusals, verdicts
from tenure.messaging.rules.settings import Cap, QuietHours

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
GOOD = {
    "id": 1,
    "customer_id": 7,
    "channel": "email",
    "message_class": "marketing",
    "journey": "welcome",
    "priority": 50,
    "topic": None,
    "given_address": "ann@example.com",
    "to_address": "ann@example.com",
    "is_suppressed": False,
    "consent": "granted",
    "everywhere": None,
    "topic_consent": None,
    "can_opt_out": True,
    "has_postal_address": True,
    "country": "PL",
    "zone": None,
    "is_repeat": False,
    "queued_at": NOW,
    "settles_at": None,
    "expires_at": NOW + DAY,
    "keeps_expiry": False,
    "now": NOW,
}


def _frame(*rows):
    return pl.DataFrame(list(rows), schema=dict(GATE_SCHEMA))


def _reasons(*rows):
    return refusals(_frame(*rows))["reason"].to_list()


def _verdicts(*rows, pace=None, sent=()):
    history = pl.DataFrame(list(sent), schema=caps.SENT, orient="row")
    return verdicts(_frame(*rows), pace or Pace("UTC", caps=[Cap(1, 24)]), sent=history).rows()


def test_a_good_message_passes():
    assert _reasons(GOOD) == [None]
    assert _verdicts(GOOD) == [(1, None, None, NOW + DAY)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"expires_at": NOW}, "expired"),
        ({"given_address": None, "to_address": None}, "no_address"),
        ({"given_address": "  ", "to_address": None}, "no_address"),
        ({"given_address": "nowhere", "to_address": None}, "bad_address"),
        ({"is_suppressed": True}, "suppressed"),
        ({"is_suppressed": True, "message_class": "transactional"}, "suppressed"),
        ({"everywhere": "withdrawn"}, "objected"),
        ({"consent": None}, "no_consent:email"),
        ({"consent": "withdrawn"}, "no_consent:email"),
        ({"topic": "news", "topic_consent": "withdrawn"}, "no_consent:email:news"),
        ({"can_opt_out": False}, "no_opt_out"),
        ({"has_postal_address": False}, "no_postal_address"),
    ],
)
def test_a_message_is_stopped_with_its_reason(change, reason):
    assert _reasons(GOOD | change) == [reason]
    assert [row[1:3] for row in _verdicts(GOOD | change)] == [(reason, None)]


@pytest.mark.parametrize("message_class", ["service", "transactional"])
def test_law_l1_only_marketing_needs_consent_and_a_way_out(message_class):
    change = {"consent": None, "everywhere": "withdrawn", "can_opt_out": False, "has_postal_address": False}

    assert _reasons(GOOD | change | {"message_class": message_class}) == [None]


def test_who_never_spoke_of_a_topic_takes_it_with_marketing():
    assert _reasons(GOOD | {"topic": "news"}, GOOD | {"topic": "news", "topic_consent": "granted"}) == [None, None]


def test_the_first_reason_is_told_and_each_message_has_its_own():
    worst = GOOD | {"id": 2, "expires_at": NOW, "given_address": None, "to_address": None, "consent": None}

    assert _reasons(GOOD, worst, GOOD | {"id": 3, "consent": None}) == [None, "expired", "no_consent:email"]


def test_no_messages_have_no_reasons():
    assert _reasons() == []
    assert _verdicts() == []


def test_what_a_cap_holds_lives_longer_by_as_much():
    low = GOOD | {"id": 2, "priority": 10, "journey": "k"}

    assert _verdicts(low, GOOD) == [
        (2, "cap:1 per 24h", NOW + DAY, NOW + 2 * DAY),
        (1, None, None, NOW + DAY),
    ]


def test_but_not_for_longer_than_a_week_nor_than_its_journey_said():
    old = GOOD | {"id": 2, "priority": 10, "queued_at": NOW - LONGEST_WAIT + DAY}
    brief = GOOD | {"id": 3, "priority": 10, "keeps_expiry": True, "customer_id": 8}

    reasons = {row[0]: row[1] for row in _verdicts(old, GOOD, brief, GOOD | {"id": 4, "customer_id": 8})}

    assert reasons == {1: None, 2: "expired", 3: "expired", 4: None}


def test_who_is_refused_takes_no_place_in_a_cap():
    high = GOOD | {"id": 2, "priority": 90, "consent": None}

    assert [row[1] for row in _verdicts(GOOD, high)] == [None, "no_consent:email"]


def test_what_waits_for_the_morning_waits_no_longer_than_it_lives():
    pace = Pace("UTC", [QuietHours("11:00", "20:00")])
    brief = GOOD | {"id": 2, "expires_at": NOW + timedelta(hours=8)}

    assert _verdicts(GOOD, brief, pace=pace) == [
        (1, "quiet_hours:until 20:00 UTC", NOW + timedelta(hours=8), NOW + DAY),
        (2, "expired", None, NOW + timedelta(hours=8)),
    ]


def test_what_was_tried_before_has_its_place():
    sent = [(7, "email", "welcome", "marketing", NOW - timedelta(hours=1))]

    assert [row[1] for row in _verdicts(GOOD | {"is_repeat": True}, sent=sent)] == [None]


def test_before_it_is_certain_who_goes_no_cap_is_asked():
    assert verdicts(_frame(GOOD, GOOD | {"id": 2}), Pace("UTC", caps=[Cap(1, 24)]), sent=None)["reason"].to_list() == [
        None,
        None,
    ]
