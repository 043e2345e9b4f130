from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tenure.events.rules.compaction import Policy, StreamFile, joinable

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
POLICY = Policy(files=3, sorted_files=4, rows=100, age=timedelta(hours=1), kept_files=2, kept_rows=5)


def files(*row_counts: int, level: int = 0, first: int = 1, age: timedelta = timedelta()) -> list[StreamFile]:
    return [
        StreamFile(f"{level}-{seq}", seq, seq, level, row_count, NOW - age)
        for seq, row_count in enumerate(row_counts, start=first)
    ]


def chosen(found: list[StreamFile], policy: Policy = POLICY) -> list[int]:
    return [file.seq_first for file in joinable(found, now=NOW, policy=policy)]


def test_few_files_are_left_alone():
    assert chosen(files(9, 9)) == []


def test_enough_small_files_are_joined_oldest_first():
    assert chosen(list(reversed(files(9, 9, 9, 9)))) == [1, 2, 3, 4]


def test_the_newest_rows_stay_in_the_order_of_the_stream():
    assert chosen(files(9, 9, 9, 2, 3)) == [1, 2, 3]
    assert chosen(files(9, 9, 9, 3, 3)) == [1, 2, 3, 4]
    assert chosen(files(9, 9, 9, 1, 1, 1)) == [1, 2, 3, 4]


def test_files_with_many_rows_together_are_joined_however_few():
    assert chosen(files(50, 49)) == []
    assert chosen(files(50, 50)) == [1, 2]
    assert chosen(files(250)) == [1]


def test_no_more_rows_are_joined_than_fit():
    assert chosen(files(90, 90, 20, 9)) == [1, 2]


def test_files_of_an_hour_ago_are_joined_however_few():
    old = timedelta(hours=1)

    assert chosen(files(9, 9, age=old)) == [1, 2]
    assert chosen([*files(9, age=old), *files(9, 9, first=2)]) == [1, 2, 3]
    assert chosen(files(9, 9, age=old - timedelta(seconds=1))) == []
    assert chosen(files(1, 1, age=old)) == []


def test_sorted_files_wait_for_more_of_their_level_and_never_for_their_age():
    assert chosen(files(9, 9, 9, level=1, age=timedelta(days=9))) == []
    assert chosen(files(9, 9, 9, 9, level=1)) == [1, 2, 3, 4]
    assert chosen(files(60, 60, 9, 9, level=1)) == [1, 2]


def test_a_large_sorted_file_is_not_rewritten_and_parts_its_neighbors():
    assert chosen(files(9, 9, 100, 9, 9, level=1)) == []
    assert chosen(files(9, 9, 100, 9, 9, 9, 9, level=1)) == [4, 5, 6, 7]


def test_files_are_joined_with_their_own_level_only_and_the_lowest_first():
    assert chosen([*files(9, 9, level=1), *files(9, 9, first=3)]) == []
    assert chosen([*files(9, 9, 9, 9, level=1), *files(9, 9, first=5)]) == [1, 2, 3, 4]
    assert chosen([*files(9, 9, 9, 9, level=1), *files(9, 9, 9, first=5)]) == [5, 6, 7]


def test_by_default_two_hundred_files_are_many_and_fifty_stay():
    assert joinable(files(*[1_000] * 209), now=NOW) == []
    assert len(joinable(files(*[1_000] * 210), now=NOW)) == 200
    assert len(joinable(files(*[1] * 250), now=NOW)) == 200


FLUSHES = st.lists(st.tuples(st.integers(1, 120), st.integers(0, 2)), max_size=60)


@given(FLUSHES)
def test_what_is_joined_follows_each_other_on_one_level_and_leaves_the_newest(flushes):
    found = [StreamFile(f"{n}", n, n, level, rows, NOW) for n, (rows, level) in enumerate(flushes, start=1)]

    joined = joinable(found, now=NOW, policy=POLICY)

    assert all(one.seq_last + 1 == next_.seq_first for one, next_ in pairwise(joined))
    assert len({file.level for file in joined}) <= 1
    assert sum(file.row_count for file in joined[:-1]) < POLICY.rows


@given(st.lists(st.integers(1, 120), max_size=80))
def test_in_the_end_there_are_few_files_whatever_came(row_counts):
    found = files(*row_counts)

    while joined := joinable(found, now=NOW + timedelta(hours=2), policy=POLICY):
        first, last = joined[0], joined[-1]
        whole = StreamFile("", first.seq_first, last.seq_last, first.level + 1, sum(f.row_count for f in joined), NOW)
        found = [file for file in found if file not in joined] + [whole]

    assert sum(file.row_count for file in found) == sum(row_counts)
    assert sum(file.level == 0 for file in found) <= POLICY.kept_files
