from datetime import UTC, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tenure.journeys.rules.merging import merging
from tenure.journeys.rules.reentries import TERMS

PAIRS = pl.DataFrame({"from_id": [1], "to_id": [2]})
NAMES = ["id", "journey_id", "version_id", "customer_id", "entry_key", "state", "node", "enrolled_at"]


def runs(*rows, journey_id=7):
    told = [
        (number, journey_id, journey_id * 10, who, key, state, node, at(day))
        for number, who, key, state, node, day in rows
    ]
    return pl.DataFrame(told, schema=NAMES, orient="row")


def terms(version_id=70, *, reentry="never", exclusion=None, priority=50):
    told = [(version_id, f"j{version_id}", reentry, None, exclusion, priority, None)]
    return pl.DataFrame(told, schema=TERMS, orient="row")


def at(day):
    return datetime(2026, 3, day, tzinfo=UTC)


def ids(frame):
    return frame.select("id", "whose").rows()


def test_a_run_that_nobody_else_has_changes_hands():
    decided = merging(runs((10, 1, "", "active", "pause", 1)), PAIRS, terms())

    assert (ids(decided.staying), ids(decided.ended)) == ([(10, 2)], [])


def test_of_two_in_one_journey_the_older_stays_whoever_had_it():
    for older, newer in ((1, 2), (2, 1)):
        rows = runs((11, newer, "", "active", "pause", 2), (10, older, "", "active", "hello", 1))

        decided = merging(rows, PAIRS, terms())

        assert (ids(decided.staying), ids(decided.ended)) == ([(10, 2)], [(11, 2)])


def test_who_has_been_through_does_not_go_through_again():
    rows = runs((10, 2, "", "completed", "done", 1), (11, 1, "", "active", "pause", 2))

    assert ids(merging(rows, PAIRS, terms()).ended) == [(11, 2)]


def test_one_run_is_left_of_two_that_were_entered_one_after_the_other():
    rows = runs(
        (10, 1, "1:0", "completed", "done", 1),
        (11, 1, "2:0", "active", "pause", 2),
        (12, 2, "3:0", "active", "pause", 3),
    )

    decided = merging(rows, PAIRS, terms(reentry="after_exit"))

    assert (ids(decided.staying), ids(decided.ended)) == ([(10, 2), (11, 2)], [(12, 2)])


def test_runs_that_a_key_tells_apart_all_stay():
    rows = runs(
        (10, 1, "c1", "active", "pause", 1), (11, 2, "c2", "active", "pause", 2), (12, 2, "c1", "active", "", 3)
    )

    decided = merging(rows, PAIRS, terms(reentry="per_key"))

    assert (ids(decided.staying), ids(decided.ended)) == ([(10, 2), (11, 2)], [(12, 2)])


def test_of_journeys_that_exclude_each_other_the_higher_priority_stays():
    rows = pl.concat([runs((10, 1, "", "active", "pause", 1)), runs((11, 2, "", "active", "pause", 2), journey_id=8)])
    definitions = pl.concat([terms(exclusion="life", priority=10), terms(80, exclusion="life", priority=90)])

    decided = merging(rows, PAIRS, definitions)

    assert (ids(decided.staying), ids(decided.ended)) == ([(11, 2)], [(10, 2)])


RUN = st.tuples(st.sampled_from([1, 2]), st.sampled_from(["", "a", "b"]), st.sampled_from(["active", "completed"]))


@given(
    st.lists(RUN, min_size=1, max_size=8, unique_by=lambda each: each[:2]),
    st.sampled_from(["never", "after_exit", "per_key"]),
)
def test_one_active_run_is_left_and_nobody_is_lost(told, reentry):
    rows = runs(*((number, who, key, state, "pause", number + 1) for number, (who, key, state) in enumerate(told)))

    decided = merging(rows, PAIRS, terms(reentry=reentry))

    kept = decided.staying
    assert sorted(pl.concat([kept["id"], decided.ended["id"]])) == list(range(len(told)))
    assert not kept.select("whose", "journey_id", "entry_key").is_duplicated().any()
    by = ["whose", "journey_id", *(["entry_key"] if reentry == "per_key" else [])]
    assert not kept.filter(state="active").select(by).is_duplicated().any()
