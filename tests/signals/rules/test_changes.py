from datetime import UTC, datetime

import polars as pl

from tenure.kernel import json
from tenure.signals.rules.changes import CHANGES, changes

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MICROSECONDS = 1_772_366_400_000_000


def shown(*rows):
    """Return values: customer, stage, whether silent, whether rich."""
    names = ["customer_id", "stage", "segment:silent", "segment:rich"]
    return pl.DataFrame(rows, schema=names, orient="row")


def told(before, after, *, same=("silent", "rich")):
    found = changes(before, after, same=dict.fromkeys(same, "print"), seq=7, now=NOW)
    assert found.schema == CHANGES
    return [(customer, name, json.decode_object(said)) for customer, name, said in found.drop("message_id").rows()]


def test_who_came_and_who_went_is_told():
    before, after = (
        shown((1, "new", False, True), (2, "new", True, True)),
        shown((1, "new", True, False), (2, "new", True, True)),
    )

    assert told(before, after) == [
        (1, "segment_entered", {"segment": "silent", "cause_seq": 7}),
        (1, "segment_left", {"segment": "rich", "cause_seq": 7}),
    ]


def test_a_new_stage_is_told_with_the_one_before():
    found = told(shown((1, "new", False, False)), shown((1, "at_risk", False, False)))

    assert found == [(1, "stage_changed", {"stage": "at_risk", "previous_stage": "new", "cause_seq": 7})]


def test_whoever_is_new_enters_segments_but_changes_no_stage():
    assert told(shown((1, "new", False, False)), shown((1, "new", False, False), (2, "new", True, False))) == [
        (2, "segment_entered", {"segment": "silent", "cause_seq": 7})
    ]


def test_a_segment_that_means_something_else_now_is_not_told():
    assert told(shown((1, "new", False, False)), shown((1, "new", True, True)), same=("rich",)) == [
        (1, "segment_entered", {"segment": "rich", "cause_seq": 7})
    ]


def test_nothing_is_told_of_whoever_is_not_looked_at():
    assert told(shown((1, "new", True, True), (2, "new", True, True)), shown((2, "new", True, True))) == []


def test_each_change_has_a_message_of_its_own():
    found = changes(
        shown((1, "new", False, True)), shown((1, "loyal", True, True)), same={"silent": "print"}, seq=7, now=NOW
    )

    assert found["message_id"].to_list() == [
        f"segment_entered:silent:1:7:{MICROSECONDS}",
        f"stage_changed:1:7:{MICROSECONDS}",
    ]
