"""Test what becomes of a message after an attempt."""

from datetime import UTC, datetime, timedelta

import pytest

from tenure.messaging.rules.outcomes import (
    EMAIL_RETRIES,
    Attempt,
    Bounced,
    Deferred,
    Delivered,
    Fate,
    MessageState,
    Unknown,
    Unreachable,
    fate,
    state_unsent,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DUE = NOW - timedelta(minutes=3)


def _fate(outcome, *, attempt=1, is_paid=False):
    return fate(outcome, Attempt(attempt, DUE, is_paid), retries=EMAIL_RETRIES, now=NOW)


def test_a_delivered_message_is_sent():
    assert _fate(Delivered()) == Fate(MessageState.SENT, "", DUE, 1, NOW)


def test_a_bounced_message_failed_at_once():
    assert _fate(Bounced("smtp_550:no such user")) == Fate(MessageState.FAILED, "smtp_550:no such user", DUE, 1, NOW)


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120)])
@pytest.mark.parametrize("outcome", [Deferred("why"), Unknown("why")])
def test_a_deferred_or_doubtful_mail_is_tried_again_later_and_later(outcome, attempt, minutes):
    later = NOW + timedelta(minutes=minutes)

    assert _fate(outcome, attempt=attempt) == Fate(MessageState.QUEUED, "why", later, attempt, NOW)


def test_the_fifth_try_is_the_last():
    assert _fate(Deferred("why"), attempt=5) == Fate(MessageState.FAILED, "why", DUE, 5, NOW)
    assert _fate(Unknown("why"), attempt=5) == Fate(MessageState.UNKNOWN, "why", DUE, 5, NOW)


def test_an_unknown_result_is_never_repeated_where_it_costs_money():
    assert _fate(Unknown("why"), is_paid=True) == Fate(MessageState.UNKNOWN, "why", DUE, 1, NOW)
    assert _fate(Deferred("why"), is_paid=True).state == MessageState.QUEUED


def test_an_attempt_that_did_not_begin_does_not_count():
    assert _fate(Unreachable("why"), attempt=3) == Fate(MessageState.QUEUED, "why", DUE, 2, NOW)


def test_a_message_the_gate_stops_is_refused_unless_it_was_tried():
    assert state_unsent(attempt_count=0, reason="") == MessageState.REFUSED
    assert state_unsent(attempt_count=2, reason="smtp_450:later") == MessageState.FAILED
    assert state_unsent(attempt_count=1, reason="interrupted") == MessageState.UNKNOWN
