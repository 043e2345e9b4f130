"""Test that numbers, money, dates and counted words are said as each language says them."""

import pytest

from tenure.kernel.errors import BadInput, MissingVariable
from tenure.messaging.rules.liquids import fill, sample

POLISH = '"trening", "treningi", "treningów"'


def _said(source, locale="en", **customer):
    message = {"at": "2026-03-03T23:30:00+00:00", "locale": locale, "zone": "Asia/Seoul"}
    said = fill(source, {"customer": customer, "message": message}, escaped=False)
    return said.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("source", "locale", "said"),
    [
        ("{{ 12345.5 | number }}", "en", "12,345.5"),
        ("{{ 12345.5 | number }}", "pl", "12 345,5"),
        ("{{ 12345.5 | number: 0 }}", "ko", "12,346"),
        ("{{ 7 | number: 2 }}", "pl-PL", "7,00"),
        ("{{ '1234' | number }}", "en", "1,234"),
        ("{{ 0.256 | percent }}", "en", "26%"),
        ("{{ 0.256 | percent: 1 }}", "pl", "25,6%"),
        ("{{ 30000000 | money: 'KRW' }}", "ko", "₩30,000,000"),
        ("{{ 1999 | money: 'eur' }}", "pl", "19,99 €"),
        ("{{ 1999 | money: 'EUR' }}", "en", "€19.99"),
        ("{{ 'now' | date: 'long' }}", "pl", "4 marca 2026"),
        ("{{ 'now' | date: 'day' }}", "en", "March 4"),
        ("{{ 'now' | date: 'day' }}", "ko", "3월 4일"),
        ("{{ 'now' | date: 'time' }}", "pl", "08:30"),
        ("{{ '2026-01-31' | date: 'long' }}", "ko", "2026년 1월 31일"),
        ("{{ '2026-01-31' | date: '%d/%m' }}", "ko", "31/01"),
        ("{{ 1 | number }}", "xx-no-such", "1"),
    ],
)
def test_a_value_is_said_in_the_language_of_the_message(source, locale, said):
    assert _said(source, locale) == said


@pytest.mark.parametrize(
    ("count", "word"), [(0, "treningów"), (1, "trening"), (3, "treningi"), (5, "treningów"), (22, "treningi")]
)
def test_polish_counts_with_three_words(count, word):
    assert _said(f"{{{{ {count} | plural: {POLISH} }}}}", "pl") == word


def test_english_counts_with_two_words_and_korean_with_one():
    assert [_said(f"{{{{ {n} | plural: 'workout', 'workouts' }}}}") for n in (0, 1, 2)] == [
        "workouts",
        "workout",
        "workouts",
    ]
    assert _said("{{ 3 | plural: '회' }}", "ko") == "회"


@pytest.mark.parametrize("filtered", ["number", "percent", "money: 'EUR'", "plural: 'a', 'b'", "date: 'long'"])
def test_what_the_customer_does_not_have_stops_the_message(filtered):
    with pytest.raises(MissingVariable) as caught:
        _said(f"{{{{ customer.count | {filtered} }}}}")

    assert caught.value.field == "customer.count"
    assert sample(f"{{{{ customer.count | {filtered} }}}}") == ""


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{{ 'many' | number }}", "number: 'many' is no number"),
        ("{{ true | number }}", "number: 'True' is no number"),
        ("{{ '1e999999' | number }}", "number: the number is too large to be said"),
        ("{{ 1 | number: 99 }}", "number: decimals are a whole number of 0 to 6"),
        ("{{ 1 | money: 'CHEESE' }}", "money: `CHEESE` is no currency"),
        ("{{ 'soon' | date: 'long' }}", "date: 'soon' is no date"),
    ],
)
def test_what_cannot_be_said_is_refused(source, says):
    with pytest.raises(BadInput, match=says):
        _said(source)
