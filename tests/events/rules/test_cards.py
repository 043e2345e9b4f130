import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.events.rules.cards import card_spans, is_card, is_issued

CARDS = [
    "4222222222222",  # Visa of 13 digits
    "30569309025904",  # Diners Club, 14
    "378282246310005",  # American Express, 15
    "4111111111111111",
    "5555555555554444",
    "2223003122003222",
    "6011111111111117",
    "3530111333300000",
    "6200000000000005",
    "6759649826438453",
    "1234567812345670",  # no issuer's, and a card number all the same
]


def _check_digit(digits):
    return next(str(last) for last in range(10) if is_card_by_the_book(f"{digits}{last}"))


def is_card_by_the_book(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _found(text):
    return [text[start:end] for start, end in card_spans(text)]


@pytest.mark.parametrize("card", CARDS)
def test_card_numbers_are_known_by_their_check_digit(card):
    assert is_card(card)
    assert not is_card(card[:-1] + str((int(card[-1]) + 1) % 10))


@given(st.text("0123456789", min_size=1, max_size=25))
def test_luhns_formula_is_as_in_the_book(digits):
    is_instant = len(digits) == 13 and digits[0] == "1"

    assert is_card(digits) == (13 <= len(digits) <= 19 and not is_instant and is_card_by_the_book(digits))


@pytest.mark.parametrize(
    "written",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111 - 1111 - 1111 - 1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111\u20111111\u20111111\u20111111",
        "3782 822463 10005",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    ],
)
def test_a_card_is_found_however_it_is_written(written):
    assert _found(f"my card is {written}, thanks") == [written]
    assert _found(written) == [written]


def test_a_card_is_found_between_other_numbers():
    assert _found("26 4111 1111 1111 1111 123") == ["4111 1111 1111 1111"]
    assert _found("12-4111111111111111 34") == ["4111111111111111"]
    assert _found("x4111111111111111y") == ["4111111111111111"]


def test_two_cards_are_found():
    assert _found("4111111111111111 5555555555554444") == ["4111111111111111", "5555555555554444"]


@pytest.mark.parametrize(
    "text",
    [
        "1770000000007",  # an instant in milliseconds that satisfies the formula
        "node-next-1770000000007-9f8e",
        "550e8400-e29b-41d4-8716-446655440009",
        "aaaaaaaa-1234-4567-8901-446655440004",
        "010-1234-5678 010-2345-6789",
        "2026-03-01 12:00:00.123456",
        "1.2.840.113549.1.1.11",
        "192.168.100.200 10.0.0.1",
        "0.4111111111111112",
        "4111111111111111111111111",
        "",
    ],
)
def test_what_only_looks_like_a_card_is_none(text):
    assert _found(text) == []


@given(st.text("0123456789 -.x", max_size=60))
def test_spans_are_apart_and_each_is_a_card(text):
    spans = card_spans(text)

    assert spans == sorted(spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    assert all(is_card("".join(filter(str.isdigit, text[start:end]))) for start, end in spans)


@given(st.text("0123456789", min_size=12, max_size=18), st.text("abc,:/ ", max_size=5), st.text("abc,:/ ", max_size=5))
def test_every_card_is_found_whatever_stands_around_it(digits, before, after):
    card = digits + _check_digit(digits)

    assert _found(f"{before}{card}{after}") == ([card] if is_card(card) else [])


def test_issuers_are_known_by_the_first_digits():
    assert [is_issued(card) for card in CARDS[:11]] == [True] * 10 + [False]
    assert not is_issued("0000000000000000")
