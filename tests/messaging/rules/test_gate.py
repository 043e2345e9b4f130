"""Test which messages the gate lets pass."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.messaging.rules.gate import GATE_SCHEMA, refusals

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = {
    "id": 1,
    "channel": "email",
    "message_class": "marketing",
    "given_address": "ann@example.com",
    "to_address": "ann@example.com",
    "is_suppressed": False,
    "consent": "granted",
    "can_opt_out": True,
    "expires_at": NOW + timedelta(seconds=1),
    "now": NOW,
}


def _reasons(*rows):
    return refusals(pl.DataFrame(list(rows), schema=dict(GATE_SCHEMA)))["reason"].to_list()


def test_a_good_message_passes():
    assert _reasons(GOOD) == [None]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"expires_at": NOW}, "expired"),
        ({"given_address": None, "to_address": None}, "no_address"),
        ({"given_address": "  ", "to_address": None}, "no_address"),
        ({"given_address": "nowhere", "to_address": None}, "bad_address"),
        ({"is_suppressed": True}, "suppressed"),
        ({"is_suppressed": True, "message_class": "transactional"}, "suppressed"),
        ({"consent": None}, "no_consent:email"),
        ({"consent": "withdrawn"}, "no_consent:email"),
        ({"can_opt_out": False}, "no_opt_out"),
    ],
)
def test_a_message_is_stopped_with_its_reason(change, reason):
    assert _reasons(GOOD | change) == [reason]


@pytest.mark.parametrize("message_class", ["service", "transactional"])
def test_law_l1_only_marketing_needs_consent_and_a_way_out(message_class):
    assert _reasons(GOOD | {"message_class": message_class, "consent": None, "can_opt_out": False}) == [None]


def test_the_first_reason_is_told_and_each_message_has_its_own():
    worst = GOOD | {"id": 2, "expires_at": NOW, "given_address": None, "to_address": None, "consent": None}

    assert _reasons(GOOD, worst, GOOD | {"id": 3, "consent": None}) == [None, "expired", "no_consent:email"]


def test_no_messages_have_no_reasons():
    assert _reasons() == []
