from datetime import UTC, datetime

import polars as pl

from tenure.journeys.rules.merging import changes, merging

PAIRS = pl.DataFrame({"from_id": [1], "to_id": [2]})
NAMES = ["id", "journey_id", "version_id", "customer_id", "entry_key", "state", "node", "enrolled_at"]


def enrollments(*rows):
    told = [(number, 7, 70, who, key, state, node, at(day)) for number, who, key, state, node, day in rows]
    return pl.DataFrame(told, schema=NAMES, orient="row")


def at(day):
    return datetime(2026, 3, day, tzinfo=UTC)


def ids(frame):
    return frame.select("id", "whose").rows()


def test_an_enrollment_that_nobody_else_has_changes_hands():
    decided = merging(enrollments((10, 1, "", "active", "pause", 1)), PAIRS)

    assert (ids(decided.staying), ids(decided.ended)) == ([(10, 2)], [])


def test_of_two_in_one_journey_the_older_stays_whoever_had_it():
    for older, newer in ((1, 2), (2, 1)):
        rows = enrollments((11, newer, "", "active", "pause", 2), (10, older, "", "active", "hello", 1))

        decided = merging(rows, PAIRS)

        assert (ids(decided.staying), ids(decided.ended)) == ([(10, 2)], [(11, 2)])


def test_who_has_been_through_does_not_go_through_again():
    rows = enrollments((10, 2, "", "completed", "done", 1), (11, 1, "", "active", "pause", 2))

    assert ids(merging(rows, PAIRS).ended) == [(11, 2)]


def test_one_way_is_left_of_two_that_were_entered_for_different_reasons():
    rows = enrollments(
        (10, 1, "order-1", "completed", "done", 1),
        (11, 1, "order-2", "active", "pause", 2),
        (12, 2, "order-3", "active", "pause", 3),
    )

    decided = merging(rows, PAIRS)

    assert (ids(decided.staying), ids(decided.ended)) == ([(10, 2), (11, 2)], [(12, 2)])


def test_the_counts_follow_whoever_gives_way():
    ended = enrollments(
        (10, 1, "", "active", "pause", 1),
        (11, 1, "", "active", "", 1),
        (12, 1, "", "quarantined", "hello", 1),
        (13, 1, "", "completed", "done", 1),
    )

    assert changes(ended).rows() == [(70, "", 1, -1, 0), (70, "hello", 0, 0, -1), (70, "pause", 0, -1, 0)]
