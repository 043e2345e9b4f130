import json as stdlib_json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.events.rules.exact_json import Check, Members, parsed, printable, spelled
from tenure.events.rules.refusals import Refusal


@pytest.mark.parametrize(
    "text", ['{"a":1,"a":[2,{"b":null,"b":true}]}', "[1.5,NaN,-Infinity,1e999]", '"\\"\\\\"', "{}"]
)
def test_json_is_spelled_as_it_was_read(text):
    assert spelled(parsed(text.encode()), length=1000) == text


def test_what_is_too_deep_to_show_is_left_out():
    assert spelled(parsed(b"[" * 20 + b"]" * 20), length=1000) == "[" * 16 + '"..."' + "]" * 16


def test_what_no_text_can_hold_is_shown_as_a_question_mark():
    assert spelled(parsed(b'["a\\ud800b"]'), length=1000) == '["a?b"]'
    assert printable("a\x00b\udfff한") == "a?b?한"


def test_the_first_flaw_is_named_with_its_place():
    check = Check()

    check.value(parsed(b'{"a":{"b":[0,{"c":1e999}],"d":NaN}}'))

    assert check.flaw == Refusal("number_out_of_range", "1e999 is not a finite number of 64 bits.", "a.b[1].c")


def test_objects_keep_their_repeated_keys():
    assert parsed(b'{"a":1,"a":2}') == Members([("a", 1), ("a", 2)])


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(exclude_characters="\x00", codec="utf-8")),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_characters="\x00", codec="utf-8")), inner)
    ),
    max_leaves=10,
)


@given(JSON)
def test_good_json_is_read_as_everyone_reads_it(value):
    check = Check()

    assert check.value(parsed(stdlib_json.dumps(value).encode())) == value
    assert check.flaw is None


@given(st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(body):
    found = parsed(body)

    assert isinstance(found, Refusal) or len(spelled(found, length=10)) <= 10
