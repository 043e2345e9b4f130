from tenure.events.rules.compaction import StreamFile, joinable


def files(*row_counts: int, level: int = 0, first: int = 1) -> list[StreamFile]:
    return [
        StreamFile(f"{level}-{seq}", seq, seq, level, row_count)
        for seq, row_count in enumerate(row_counts, start=first)
    ]


def chosen(found: list[StreamFile]) -> list[int]:
    return [file.seq_first for file in joinable(found, at_least=3, rows=100)]


def test_few_files_are_left_alone():
    assert chosen(files(1, 1)) == []


def test_enough_small_files_are_joined_oldest_first():
    assert chosen(list(reversed(files(1, 1, 1, 1)))) == [1, 2, 3, 4]


def test_no_more_rows_are_joined_than_fit():
    assert chosen(files(90, 90, 20, 1)) == [1, 2, 3]


def test_a_large_file_is_not_rewritten_and_parts_its_neighbors():
    assert chosen(files(1, 1, 100, 1, 1)) == []
    assert chosen(files(1, 1, 100, 1, 1, 1)) == [4, 5, 6]


def test_files_are_joined_with_their_own_level_only():
    assert chosen([*files(5, 5, level=1), *files(1, 1, first=3)]) == []
    assert chosen([*files(5, 5, 5, level=1), *files(1, 1, first=4)]) == [1, 2, 3]
    assert chosen([*files(5, 5, 5, level=1), *files(1, 1, 1, first=4)]) == [4, 5, 6]


def test_two_hundred_files_are_many():
    assert joinable(files(*[1] * 199)) == []
    assert len(joinable(files(*[1] * 200))) == 200
