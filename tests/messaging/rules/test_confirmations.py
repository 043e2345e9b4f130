"""Test to whom a confirmation of consent is owed, and when."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.messaging.rules.confirmations import HELD, LEAD, WORDS, latest, owed

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
TWO_YEARS = 730 * DAY


def _held(country="KR", state="granted", *, said_at=AT, receipt_at=None, confirmed_at=None):
    row = (1, 7, "email", state, country, said_at, receipt_at, confirmed_at)
    return pl.DataFrame([row], schema=HELD, orient="row")


def _owed(held, now):
    return owed(held, now=now).select("owed", "due_at", "looks_at").row(0)


def test_law_l12_a_korean_consent_is_receipted_at_once_and_looked_at_before_two_years_are_over():
    assert _owed(_held(), AT) == ("receipt", AT + 14 * DAY, AT + TWO_YEARS - LEAD)


def test_law_l12_a_receipt_is_owed_until_the_last_moment_of_the_fourteenth_day():
    assert _owed(_held(), AT + 14 * DAY)[:2] == ("receipt", AT + 14 * DAY)
    assert _owed(_held(), AT + 14 * DAY + timedelta(microseconds=1))[:2] == (None, None)


def test_law_l12_a_withdrawal_is_receipted_and_asks_for_nothing_more():
    assert _owed(_held(state="withdrawn"), AT) == ("receipt", AT + 14 * DAY, None)
    assert _owed(_held(state="withdrawn", receipt_at=AT), AT + 800 * DAY) == (None, None, None)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (AT + TWO_YEARS - LEAD - timedelta(microseconds=1), (None, None, AT + TWO_YEARS - LEAD)),
        (AT + TWO_YEARS - LEAD, ("reconfirmation", AT + TWO_YEARS, AT + 2 * TWO_YEARS - 2 * LEAD)),
        (AT + TWO_YEARS, ("reconfirmation", AT + TWO_YEARS, AT + 2 * TWO_YEARS - LEAD)),
    ],
)
def test_law_l12_a_consent_is_confirmed_anew_a_week_before_two_years_are_over(now, said):
    assert _owed(_held(receipt_at=AT), now) == said


def test_law_l12_after_a_confirmation_two_years_begin_anew():
    confirmed = AT + 700 * DAY

    assert _owed(_held(receipt_at=AT, confirmed_at=confirmed), AT + TWO_YEARS) == (
        None,
        None,
        confirmed + TWO_YEARS - LEAD,
    )


def test_who_is_not_known_to_be_in_korea_is_looked_at_again_within_the_first_days_and_then_every_two_years():
    assert _owed(_held(None), AT) == (None, None, AT + 7 * DAY)
    assert _owed(_held("PL"), AT + 7 * DAY) == (None, None, AT + TWO_YEARS - LEAD)
    assert _owed(_held("PL"), AT + TWO_YEARS) == (None, None, AT + 2 * TWO_YEARS)
    assert _owed(_held("PL", "withdrawn"), AT + 7 * DAY) == (None, None, None)
    assert _owed(_held("KR"), AT + 7 * DAY)[0] == "receipt"


def test_a_consent_that_was_received_elsewhere_long_ago_was_receipted_there():
    assert _owed(_held(), AT + 300 * DAY) == (None, None, AT + TWO_YEARS - LEAD)


@given(st.integers(0, 3_000), st.sampled_from(["granted", "withdrawn"]), st.sampled_from(["KR", "PL", None]))
def test_law_l12_the_next_look_is_always_later_and_no_consent_stays_unconfirmed_for_two_years(days, state, country):
    held, now, told = _held(country, state), AT, []
    while now is not None and now <= AT + days * DAY:
        said = owed(held, now=now)
        what, due_at, looks_at = said.select("owed", "due_at", "looks_at").row(0)
        assert what is None or now <= due_at
        assert looks_at is None or looks_at > now
        told += [now] if what else []
        held, now = said.select(HELD.names()), looks_at

    if country == "KR" and state == "granted":
        marks = [*told, AT + days * DAY]
        assert told[0] == AT
        assert all(after - before <= TWO_YEARS for before, after in pairwise(marks))
    else:
        assert told == ([AT] if country == "KR" else [])


def _words(*rows):
    return pl.DataFrame([(7, "email", *row) for row in rows], schema=WORDS, orient="row")


def _latest(words, held=None):
    return latest(words, _held().clear() if held is None else held).rows()


def test_the_last_word_holds_and_is_owed_a_receipt():
    said = _words(("granted", AT), ("withdrawn", AT + DAY))

    assert _latest(said) == [(7, "email", "withdrawn", AT + DAY, None, None)]
    assert _latest(said, _held(receipt_at=AT)) == [(7, "email", "withdrawn", AT + DAY, None, None)]


def test_who_says_again_what_holds_confirms_it_and_gets_no_second_receipt():
    assert _latest(_words(("granted", AT + DAY)), _held(receipt_at=AT)) == [(7, "email", "granted", AT, AT, AT + DAY)]


def test_what_was_said_before_what_is_known_changes_nothing():
    assert _latest(_words(("withdrawn", AT - DAY)), _held()) == []
