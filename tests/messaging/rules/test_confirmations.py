"""Test to whom a confirmation of consent is owed."""

from datetime import UTC, datetime, timedelta

import polars as pl

from tenure.messaging.rules.confirmations import HELD, receipts_due, reconfirmations_due

AT = datetime(2026, 3, 1, tzinfo=UTC)


def _held(*rows):
    return pl.DataFrame(list(rows), schema=HELD, orient="row")


def test_law_l12_a_korean_consent_is_confirmed_within_14_days_and_anew_every_two_years():
    held = _held(
        (1, "email", "granted", "KR", AT, None, None),
        (2, "email", "granted", "PL", AT, None, None),
        (3, "email", "withdrawn", "KR", AT, None, None),
        (4, "sms", "granted", "KR", AT, AT + timedelta(days=1), AT + timedelta(days=700)),
    )

    assert receipts_due(held).rows() == [(1, "email", AT + timedelta(days=14))]
    assert reconfirmations_due(held).rows() == [
        (1, "email", AT + timedelta(days=730)),
        (4, "sms", AT + timedelta(days=1_430)),
    ]


def test_a_receipt_for_an_earlier_consent_confirms_no_later_one():
    held = _held((1, "email", "granted", "KR", AT, AT - timedelta(days=1), None))

    assert receipts_due(held).height == 1
