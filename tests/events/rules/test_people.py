import polars as pl
import pytest

from tenure.events.rules.people import Person, addresses_of, is_about, person

ANN = Person(frozenset({"ann", "a-1", "7", "ann@example.com"}))


def test_a_person_is_every_id_and_address_in_their_rows():
    rows = pl.DataFrame(
        {
            "user_id": ["ann", None, "ann"],
            "anonymous_id": [None, "a-1", ""],
            "properties": ['{"email":"ann@example.com"}', "{}", '{"email":null}'],
        }
    )

    assert person(rows) == Person(frozenset({"ann", "a-1", "ann@example.com"}))


def test_addresses_are_those_people_gave_as_their_own():
    rows = pl.DataFrame(
        {
            "kind": ["identify", "identify", "track", "track"],
            "user_id": ["ann", None, "ann@work.example", None],
            "properties": [
                '{"email":"ann@example.com"}',
                '{"email":7}',
                '{"email":"friend@example.com"}',
                "{}",
            ],
            "context": ["{}", "{}", "{}", '{"traits":{"email":"ann@home.example"}}'],
        }
    )

    assert addresses_of(rows) == {"ann@example.com", "ann@work.example", "ann@home.example"}


@pytest.mark.parametrize(
    ("payload", "about"),
    [
        ('{"userId":"ann","event":""}', True),
        ('{"userId":7}', True),
        ('{"anonymousId":"a-1"}', True),
        ('{"previousId":"ann","userId":"x"}', True),
        ('{"traits":{"email":"ann@example.com"}}', True),
        ('{"userId":"bo","properties":{"friend":"ann"}}', False),
        ('{"userId":"annabel"}', False),
        ('{"userId":"ann","properties":{"cut', True),
        ('{"userId":"annabel","properties":{"cut', False),
        ('"ann"', False),
    ],
)
def test_a_payload_is_about_whom_it_names(payload, about):
    assert is_about(payload, ANN) is about


def test_nothing_is_about_nobody():
    assert not is_about('{"userId":""}', Person())
