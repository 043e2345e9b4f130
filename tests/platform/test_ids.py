from ulid import ULID

from tenure.platform.ids import public_id, public_ids


def test_ids_are_made_at_once_as_they_are_one_by_one():
    one, several = public_id("msg"), public_ids("msg", 1_000)

    assert {each.partition("_")[0] for each in several} == {"msg"}
    assert len({*several, one}) == 1_001
    assert max(abs(ULID.from_str(each[4:]).timestamp - ULID.from_str(one[4:]).timestamp) for each in several) < 60
    assert len({each[-1] for each in several}) == 32
    assert public_ids("msg", 0) == []
