import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.messaging.rules.phones import PLANS, phone_number


@pytest.mark.parametrize(
    ("text", "country", "wire"),
    [
        ("+48 500-600-700", "", "+48500600700"),
        ("0048500600700", "", "+48500600700"),
        ("500 600 700", "PL", "+48500600700"),
        ("010-1234-5678", "KR", "+821012345678"),
        ("+82 (0)10 1234 5678", "", "+821012345678"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("1 212 555 0123", "US", "+12125550123"),
        ("+44 (0)7700 900123", "", "+447700900123"),
        ("+420 601 123 456", "", "+420601123456"),
    ],
)
def test_a_number_is_written_as_the_world_dials_it(text, country, wire):
    assert phone_number(text, country=country) == wire


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("", "PL"),
        ("500600700", ""),
        ("500600700", "XX"),
        ("12", "PL"),
        ("+48 22 600 70 00", ""),
        ("02-123-4567", "KR"),
        ("+1 112 555 0123", ""),
        ("+0048500600700", ""),
        ("call me", "PL"),
        ("٠١٠١٢٣٤٥٦٧٨", "KR"),
        ("+48500600700;drop", ""),
    ],
)
def test_what_takes_no_texts_is_no_number(text, country):
    assert phone_number(text, country=country) is None


@given(st.text(max_size=30), st.sampled_from(["", *PLANS]))
def test_what_is_a_number_stays_that_number(text, country):
    found = phone_number(text, country=country)

    assert found is None or phone_number(found) == found
