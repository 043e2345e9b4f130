"""What is found by looking is what parsing finds."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.kernel import json
from tenure.signals.rules import plain_objects
from tenure.signals.rules.json_values import _parsed, picked
from tenure.signals.rules.plain_objects import are_plain, members

SAID = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.floats(-1, 1), st.sampled_from(["", "amount", "a:b", " ,}", "é"])
)
OBJECTS = st.lists(st.dictionaries(st.sampled_from(["amount", "amounts", "x_amount", "class"]), SAID), min_size=1)


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch):
    monkeypatch.setattr(plain_objects, "MANY", 1)


@settings(max_examples=60)
@given(OBJECTS)
def test_looking_finds_what_parsing_finds(said):
    objects = pl.Series([json.encode_text(each) for each in said])
    parsed = [each.to_list() for each in _parsed(objects, ["amount", "class"])]

    if are_plain(objects, ["amount", "class"]):
        found = [each.fill_null("null").to_list() for each in members(objects, ["amount", "class"])]
        assert found == parsed


@pytest.mark.parametrize(
    "said",
    ['{"a":{"amount":1}}', '{"a":"\\"amount\\":1"}', '{"a":["amount"]}', '{"amount":1,"a":"amount"}', '{"a":"{"}'],
)
def test_what_is_nested_or_escaped_or_comes_twice_is_parsed(said):
    assert not are_plain(pl.Series([said]), ["amount"])


def test_names_that_mean_something_to_a_pattern_are_parsed():
    assert not are_plain(pl.Series(['{"a.b":1}']), ["a.b"])


def test_few_objects_are_parsed(monkeypatch):
    monkeypatch.setattr(plain_objects, "MANY", 2)

    assert not are_plain(pl.Series(['{"amount":1}']), ["amount"])


def test_spaces_between_make_no_difference():
    objects = pl.Series(['{ "amount" : 1.50 , "class" : "a b" }', '{"class":null}'])

    assert are_plain(objects, ["amount", "class"])
    assert picked(objects, ["amount", "class"]).rows() == [("1.50", '"a b"'), (None, None)]
