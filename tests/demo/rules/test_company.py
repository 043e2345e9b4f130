"""Moveo's history is the same for the same seed, however it is cut, and goes on from its end."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tenure.demo.rules.company import Company, founding, history, moment, pause, strides

STARTS_AT = datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
MOVEO = Company(seed="1", customers=60, days=10, starts_at=STARTS_AT)


def told(company):
    return history(company, start=company.starts_at, end=company.ends_at)


def test_the_same_seed_tells_the_same_history_and_another_another():
    same, other = Company("1", 60, 10, STARTS_AT), Company("2", 60, 10, STARTS_AT)

    assert told(same) == told(MOVEO)
    assert told(other) != told(MOVEO)


def test_a_history_cut_into_strides_is_the_whole_history():
    ends = strides(MOVEO)

    pieces = [history(MOVEO, start=start, end=end) for start, end in zip([STARTS_AT, *ends], ends, strict=False)]

    assert [fact for piece in pieces for fact in piece] == told(MOVEO)
    assert len(told(MOVEO)) == 552


def test_strides_are_six_hours_and_in_the_last_day_one():
    ends = strides(MOVEO)

    steps = [after - before for before, after in zip([STARTS_AT, *ends], ends, strict=False)]

    assert steps == [timedelta(hours=6)] * 36 + [timedelta(hours=1)] * 24
    assert ends[-1] == MOVEO.ends_at


def test_every_customer_signs_up_once_founders_before_the_history_and_too_long_ago_to_be_news():
    founders, later = founding(MOVEO), told(MOVEO)

    signed_up = Counter(fact.user_id for fact in founders + later if fact.name == "signed_up")

    assert signed_up == {f"u{number}": 1 for number in range(1, 61)}
    assert sum(fact.name == "signed_up" for fact in founders) == 33
    assert max(fact.at for fact in founders if fact.name == "signed_up") < STARTS_AT - timedelta(days=1)


def test_nobody_does_anything_before_joining():
    joined = {f"u{number}": MOVEO.signed_up_at(number) for number in range(1, 61)}

    assert [fact for fact in told(MOVEO) if fact.at < joined[fact.user_id]] == []


def test_customers_join_in_the_order_of_their_numbers():
    joined = [MOVEO.signed_up_at(number) for number in range(1, 61)]

    assert joined == sorted(joined)
    assert joined[-1] < MOVEO.ends_at


def test_no_two_facts_share_a_message_id():
    facts = founding(MOVEO) + told(MOVEO)

    assert len({fact.to_wire(seed="1")["messageId"] for fact in facts}) == len(facts)


@pytest.mark.parametrize("customers", [1, 2, 3])
def test_even_the_smallest_company_has_a_history(customers):
    small = Company("1", customers, 1, STARTS_AT)

    facts = founding(small) + told(small)

    assert sum(fact.name == "signed_up" for fact in facts) == customers


def test_in_the_present_every_tenth_turn_somebody_joins():
    at = MOVEO.ends_at

    joining = moment(MOVEO, 10, at=at, customers=60)

    assert [(fact.kind, fact.user_id, fact.name) for fact in joining] == [
        ("identify", "u61", ""),
        ("track", "u61", "signed_up"),
        ("track", "u61", "subscription_started"),
    ]
    assert [fact.is_told_by_server for fact in joining] == [False, False, True]
    assert joining[0].properties["email"].endswith(("@example.com", "@example.org", "@example.net"))


def test_in_the_present_every_other_turn_a_known_customer_does_one_thing():
    moments = [moment(MOVEO, 1, at=MOVEO.ends_at + timedelta(seconds=second), customers=60) for second in range(300)]

    numbers = {int(fact.user_id[1:]) for facts in moments for fact in facts}

    assert {len(facts) for facts in moments} == {1}
    assert numbers <= set(range(1, 61))
    assert len(numbers) > 50


def test_the_present_waits_about_a_second_between_turns():
    pauses = [pause(MOVEO, turn).total_seconds() for turn in range(200)]

    assert 0.6 <= min(pauses) < 0.65
    assert 1.35 < max(pauses) <= 1.4
