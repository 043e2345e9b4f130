import pytest

from tenure.messaging.rules.text_messages import Length, advertising, confirmation, length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Length("gsm7", 0, 1)),
        ("a" * 160, Length("gsm7", 160, 1)),
        ("a" * 161, Length("gsm7", 161, 2)),
        ("a" * 306, Length("gsm7", 306, 2)),
        ("a" * 307, Length("gsm7", 307, 3)),
        ("€" * 80, Length("gsm7", 160, 1)),
        ("€" * 81, Length("gsm7", 162, 2)),
        ("ą" * 70, Length("ucs2", 70, 1)),
        ("ą" * 71, Length("ucs2", 71, 2)),
        ("안" * 134, Length("ucs2", 134, 2)),
        ("안" * 135, Length("ucs2", 135, 3)),
        ("😀" * 35, Length("ucs2", 70, 1)),
        # No smiley is torn in two: 33 of them fill a part of 67.
        ("😀" * 67, Length("ucs2", 134, 3)),
    ],
)
def test_segments_are_counted_as_they_are_charged(text, expected):
    assert length(text) == expected


def test_a_mark_of_two_places_is_not_torn():
    assert length("a" * 152 + "€" + "a" * 153).segments == 3


def test_advertising_says_how_to_leave():
    assert advertising("New!", country="PL", locale="pl") == "New!\nRezygnacja: odpisz STOP"
    assert advertising("New!", country=None, locale="fr") == "New!\nReply STOP to opt out"


def test_to_korea_it_starts_and_ends_as_the_law_wants():
    assert advertising("(광고) 새 소식", country="KR", locale="ko") == "(광고) 새 소식\n무료수신거부 STOP"
    said = advertising("새 소식", country="KR", locale="ko", opt_out_number="080-123-4567")
    assert said == "(광고) 새 소식\n무료수신거부 080-123-4567"


def test_the_confirmation_is_short_in_each_language():
    assert confirmation(brand="Moveo", locale="ko-KR").startswith("Moveo: 광고 문자")
    assert confirmation(brand="Moveo", locale=None) == "Moveo: you will get no more advertising by text message."
    assert {length(confirmation(brand="Moveo", locale=tag)).segments for tag in ("en", "ko", "pl")} == {1}
