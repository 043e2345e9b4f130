import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.messaging.rules.phones import COUNTRIES, phone_number


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
        ("+44 (0)7911 123456", "", "+447911123456"),
        ("+420 601 123 456", "", "+420601123456"),
        ("090-1234-5678", "JP", "+819012345678"),
        ("(11) 96123-4567", "BR", "+5511961234567"),
        ("٠١٠١٢٣٤٥٦٧٨", "KR", "+821012345678"),
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
        ("+1 800 356 9377", ""),
        ("+1 800 FLOWERS", ""),
        ("+44 7700 900123", ""),
        ("call +48500600700", ""),
        ("+48500600700;drop", ""),
        ("+48500600700 #5", ""),
    ],
)
def test_what_takes_no_texts_is_no_number(text, country):
    assert phone_number(text, country=country) is None


@given(
    st.text(alphabet="+0123456789 -()#", max_size=30) | st.text(max_size=300), st.sampled_from(["", *sorted(COUNTRIES)])
)
def test_what_is_a_number_stays_that_number(text, country):
    found = phone_number(text, country=country)

    assert found is None or phone_number(found) == found
