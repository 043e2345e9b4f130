"""Moveo's history is the same for the same seed and messages, and goes on from its end."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tenure.demo.rules.company import Company, moment, next_day, past, pause, strides
from tenure.demo.rules.crowds import Reached

STARTS_AT = datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
MOVEO = Company(seed="1", customers=60, days=10, starts_at=STARTS_AT)


def told(company, reached=()):
    state, facts = past(company).state, []
    for number in range(company.days):
        chapter = next_day(company, state, number=number, reached=reached)
        state, facts = chapter.state, [*facts, *chapter.facts]
    return facts


def test_the_same_seed_tells_the_same_history_and_another_another():
    same, other = Company("1", 60, 10, STARTS_AT), Company("2", 60, 10, STARTS_AT)

    assert told(same) == told(MOVEO)
    assert told(other) != told(MOVEO)


def test_a_message_changes_what_those_do_who_got_it_and_nobody_else():
    everybody = [Reached(number, "inactivity_benefit", 2) for number in range(1, 31)]
    plain, helped = told(MOVEO), told(MOVEO, everybody)

    assert [fact for fact in plain if int(fact.user_id[1:]) > 30] == [
        fact for fact in helped if int(fact.user_id[1:]) > 30
    ]
    assert plain != helped


def test_a_day_has_strides_of_twelve_hours_and_the_last_day_of_two():
    assert [end - STARTS_AT for end in strides(MOVEO, 0)] == [timedelta(hours=12 * step) for step in (1, 2)]
    assert len(strides(MOVEO, 9)) == 12
    assert strides(MOVEO, 9)[-1] == MOVEO.ends_at


def test_every_customer_signs_up_once_founders_before_the_history_and_too_long_ago_to_be_news():
    founders, later = past(MOVEO).facts, told(MOVEO)

    signed_up = Counter(fact.user_id for fact in founders + later if fact.name == "signed_up")

    assert signed_up == {f"u{number}": 1 for number in range(1, 61)}
    assert sum(fact.name == "signed_up" for fact in founders) == 33
    assert max(fact.at for fact in founders if fact.name == "signed_up") < STARTS_AT - timedelta(days=1)
    assert max(fact.at for fact in founders) < STARTS_AT


def test_nobody_does_anything_before_joining():
    joined = {f"u{number}": MOVEO.signed_up_at(number) for number in range(1, 61)}

    assert [fact for fact in past(MOVEO).facts + told(MOVEO) if fact.at < joined[fact.user_id]] == []


def test_customers_join_in_the_order_of_their_numbers():
    joined = [MOVEO.signed_up_at(number) for number in range(1, 61)]

    assert joined == sorted(joined)
    assert joined[-1] < MOVEO.ends_at


def test_subscriptions_begin_before_they_end_and_every_end_has_a_cause():
    facts = past(MOVEO).facts + told(MOVEO)
    live = set()
    for fact in sorted(facts, key=lambda fact: fact.at):
        if fact.name == "subscription_started":
            assert fact.user_id not in live
            live.add(fact.user_id)
        if fact.name == "subscription_canceled":
            live.remove(fact.user_id)
            assert fact.properties["reason"]


def test_no_two_facts_share_a_message_id():
    facts = past(MOVEO).facts + told(MOVEO)

    assert len({fact.to_wire(seed="1")["messageId"] for fact in facts}) == len(facts)


@pytest.mark.parametrize("customers", [1, 2, 3])
def test_even_the_smallest_company_has_a_history(customers):
    small = Company("1", customers, 1, STARTS_AT)

    facts = past(small).facts + told(small)

    assert sum(fact.name == "signed_up" for fact in facts) == customers


def test_in_the_present_every_tenth_turn_somebody_joins():
    at = MOVEO.ends_at

    joining = moment(MOVEO, 10, at=at, customers=60)

    assert [(fact.kind, fact.user_id, fact.name) for fact in joining][:2] == [
        ("identify", "u61", ""),
        ("track", "u61", "signed_up"),
    ]
    assert {fact.at for fact in joining} == {at}


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
