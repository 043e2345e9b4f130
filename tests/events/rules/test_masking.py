from hypothesis import given
from hypothesis import strategies as st

from tenure.events.rules.masking import masked, masked_event, masked_text
from tenure.kernel import json


def _seal(card):
    return f"card-{len(card)}"


def test_the_last_four_digits_and_the_separators_stay():
    assert masked_text("4111 1111 1111 1111 and 378282246310005") == "**** **** **** 1111 and ***********0005"


def test_json_is_masked_in_texts_keys_and_numbers():
    value = {
        "texts": ["4111111111111111", "none"],
        "numbers": [4111111111111111, -4111111111111111, 4111111111111111.0],
        "4111111111111111": {"deep": "5555-5555-5555-4444"},
        "others": [1.5, True, None, 12],
    }

    assert masked(value) == {
        "texts": ["************1111", "none"],
        "numbers": ["************1111", "************1111", "************1111"],
        "************1111": {"deep": "****-****-****-4444"},
        "others": [1.5, True, None, 12],
    }


def test_instants_stay_numbers():
    instants = [1770000000007, 1234567812345670, 1234567812345670002]

    assert masked(instants) == instants


def test_a_card_number_in_an_id_is_sealed_so_that_people_stay_apart():
    event = {"message_id": "m", "user_id": "4111111111111111", "anonymous_id": "a:5555555555554444", "account_id": "x"}

    assert json.decode(masked_event(json.encode(event), _seal)) == event | {
        "user_id": "card-16",
        "anonymous_id": "a:card-16",
    }


def test_ids_that_no_issuer_numbers_so_stay():
    event = {"message_id": "1234567812345670", "user_id": "0000000000000000", "name": "1234567812345670"}

    assert json.decode(masked_event(json.encode(event), _seal)) == event | {"name": "************5670"}


def test_an_event_that_only_looks_suspicious_needs_nothing():
    assert masked_event(json.encode({"user_id": "ann", "name": "1770000000007"}), _seal) is None


def test_a_card_number_after_an_escaped_character_is_masked():
    event = {"name": "\x07" + "4111111111111111", "properties": {"a": '"4111111111111111"'}}

    assert json.decode(masked_event(json.encode(event), _seal)) == {
        "name": "\x07************1111",
        "properties": {"a": '"************1111"'},
    }


@given(st.recursive(st.integers() | st.text("0123456789 -", max_size=40), st.lists))
def test_masking_twice_is_masking_once(value):
    assert masked(masked(value)) == masked(value)
