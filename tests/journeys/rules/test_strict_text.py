"""Nothing in a text is lost, doubled or expanded in silence."""

import pytest

from tenure.journeys.rules.strict_text import MAX_CHARACTERS, parsed_json, parsed_yaml
from tenure.kernel.errors import BadInput


def test_yaml_and_json_say_the_same():
    assert parsed_yaml("a: [1, {b: null}]") == {"a": [1, {"b": None}]}
    assert parsed_json('{"a": [1, {"b": null}]}') == {"a": [1, {"b": None}]}


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2",
        "a: &x [1]\nb: *x",
        "a: *x",
        "a: [1",
        "a: !!python/object/apply:os.system [ls]",
        "a: 2026-99-99",
        "a: 1\n---\nb: 2",
        "? [a]\n: 1",
        "a: \x07",
        "[" * 1_000,
        "a" * (MAX_CHARACTERS + 1),
    ],
)
def test_yaml_that_is_not_plain_is_refused(text):
    with pytest.raises(BadInput):
        parsed_yaml(text)


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": NaN}', '{"a": 1', "[" * 50_000, "1" * 5_000, ""])
def test_json_that_is_not_plain_is_refused(text):
    with pytest.raises(BadInput):
        parsed_json(text)


def test_a_refusal_tells_where():
    with pytest.raises(BadInput, match=r"^This is not readable as YAML: .*line 2, column 1"):
        parsed_yaml("a: 1\n\tb: 2")
