from hypothesis import given
from hypothesis import strategies as st

from tenure.events.rules import scanning
from tenure.kernel import json


def test_escapes_are_covered_and_lengths_kept():
    text = rb'{"a":"\\\"","b":"\\"}'

    assert scanning.without_escapes(text) == b'{"a":"____","b":"__"}'


@given(st.lists(st.text(max_size=20), max_size=2000))
def test_each_text_has_two_quotes_however_long_the_json(texts):
    assert scanning.quote_count(scanning.without_escapes(json.encode(texts))) == 2 * len(texts)


@given(st.integers(0, 200), st.text(" \t\n", max_size=3), st.integers(0, 200))
def test_keys_of_more_than_100_bytes_are_seen_and_long_texts_are_not(key, space, value):
    text = f'{{"short":"{"v" * value}","{"k" * key}"{space}:"{"v" * value}"}}'.encode()

    assert scanning.has_long_key(text) == (key > 100)


@given(st.integers(0, 40), st.integers(0, 40))
def test_depth_is_that_of_the_deepest_line(first, second):
    lines = b"".join(b"[" * levels + b"]" * levels + b"\n" for levels in (first, second))

    assert scanning.is_deep(lines) == (max(first, second) > 16)


def test_both_kinds_of_brackets_nest_alike():
    assert not scanning.is_deep(b'{"a":[' * 8 + b"]}" * 8)
    assert scanning.is_deep(b'{"a":[' * 8 + b"{}" + b"]}" * 8)


def test_a_line_with_many_keys_or_many_bytes_is_large():
    keys = json.encode({f"k{number}": 0 for number in range(255)})

    assert not scanning.is_large(keys + b"\n" + keys)
    assert scanning.is_large(b"{}\n" + json.encode({f"k{number}": 0 for number in range(256)}))
    assert not scanning.is_large(b"x" * 32_768)
    assert scanning.is_large(b"x" * 32_769)


def test_lines_with_long_runs_of_digits_are_named():
    lines = b"\n".join(
        [
            b'{"a":"123456789012"}',
            b'{"a":"1234567890123"}',
            b'{"a":123,"b":4567890123}',
            b'{"a":"1234 5678-9012.3"}',
            b'{"a":"1234567890123","b":"1234567890123"}',
            b"{}",
            '{"a":"4111\u00a01111\u00a01111\u00a01111"}'.encode(),
        ]
    )

    assert scanning.digit_runs(lines) == [1, 3, 4, 6]
    assert scanning.digit_runs(lines + b"\n") == [1, 3, 4, 6]
    assert scanning.digit_runs(b"") == []


def test_integers_of_19_digits_are_seen_and_texts_are_not():
    assert scanning.has_large_integer(b'{"a":9223372036854775808}')
    assert scanning.has_large_integer(b"[1,-9223372036854775809]")
    assert not scanning.has_large_integer(b'{"a":"9223372036854775808","b":922337203685477580}')
