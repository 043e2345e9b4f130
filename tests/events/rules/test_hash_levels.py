from tenure.events.rules.hash_levels import covering, mergeable


def test_files_that_follow_each_other_cover_the_stream():
    assert covering([(1, 4), (5, 5), (6, 9)], up_to=9) == [0, 1, 2]
    assert covering([], up_to=9) == []


def test_after_a_gap_nothing_is_used():
    assert covering([(1, 4), (6, 9)], up_to=9) == [0]
    assert covering([(2, 4)], up_to=9) == []


def test_what_was_joined_into_a_longer_file_is_passed_over():
    assert covering([(1, 9), (1, 4), (5, 9), (10, 12)], up_to=12) == [0, 3]


def test_a_file_that_knows_more_than_the_stream_is_not_used():
    assert covering([(1, 9), (1, 4), (5, 9)], up_to=8) == [1]


def test_eight_files_of_about_one_size_are_joined():
    assert mergeable([5] * 7) == 0
    assert mergeable([5] * 8) == 8
    assert mergeable([90, *[5] * 8]) == 8
    assert mergeable([40, *[5] * 7]) == 0


def test_no_file_grows_beyond_what_is_quickly_rewritten():
    assert mergeable([4_000_000] * 8) == 8
    assert mergeable([4_000_001] * 8) == 0
