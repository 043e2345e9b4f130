import polars as pl
import pytest

from tenure.events.rules.declarations import INTEGER, OPTIONAL_TEXT, TEXT, Declaration
from tenure.events.rules.reserved import DECLARATIONS
from tenure.events.rules.rows import INSTANT, SCHEMA, TYPED, typed_columns


def test_each_declared_property_has_one_column_of_its_type():
    events = [Declaration("b", "", {"plan": TEXT, "seats": INTEGER}), Declaration("a", "", {"plan": OPTIONAL_TEXT})]

    assert typed_columns(events) == {"p_plan": pl.String(), "p_seats": pl.Int64()}


def test_two_events_may_not_disagree_on_a_type():
    events = [Declaration("b", "", {"plan": TEXT}), Declaration("a", "", {"plan": INTEGER})]

    with pytest.raises(ValueError, match="'a' declares 'plan' as integer, another event does not"):
        typed_columns(events)


def test_the_built_in_vocabulary_agrees_and_its_columns_end_the_row():
    assert typed_columns(DECLARATIONS.values()) == TYPED
    assert SCHEMA.names()[-len(TYPED) :] == sorted(TYPED)
    assert (SCHEMA["p_amount_minor"], SCHEMA["p_currency"], SCHEMA["p_plan"]) == (pl.Int64(), pl.String(), pl.String())
    assert SCHEMA["p_period_ends_at"] == INSTANT
