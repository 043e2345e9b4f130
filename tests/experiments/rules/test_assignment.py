import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tenure.experiments.rules.assignment import arm_numbers, arms, drawn
from tenure.kernel.ids import stable_hash

WORD = 2**64


def plain(unit: int, salt: str) -> float:
    """Draw as the paper says it, with whole numbers of Python."""
    mixed = ((stable_hash(salt) ^ (unit % WORD)) + 0x9E3779B97F4A7C15) % WORD
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % WORD
    mixed ^= mixed >> 31
    return (mixed >> 11) / 2**53


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20), st.text(max_size=10))
def test_a_draw_is_what_the_paper_says(units, salt):
    drawn_here = drawn(pl.Series(units, dtype=pl.Int64), salt=salt).to_list()

    assert drawn_here == [plain(unit, salt) for unit in units]
    assert all(0 <= draw < 1 for draw in drawn_here)


def test_a_unit_meets_the_same_arm_forever():
    units = pl.Series([1, 2, 3, 4, 5, 6], dtype=pl.Int64)

    met = arms(units, salt="wsp_1:welcome:hello", names=["a", "b"], shares=[0.5, 0.5])

    assert met.to_list() == ["a", "a", "a", "b", "a", "a"]


def test_arms_meet_their_shares():
    units = pl.Series(range(100_000), dtype=pl.Int64)

    met = arms(units, salt="wsp_1:welcome:holdout", names=["holdout", "a", "b"], shares=[0.1, 0.3, 0.6])

    counts = met.value_counts().sort("count")["count"].to_list()
    assert [round(count / 100_000, 2) for count in counts] == [0.1, 0.3, 0.6]


def test_two_salts_draw_independently():
    units = pl.Series(range(100_000), dtype=pl.Int64)

    both = (drawn(units, salt="one") < 0.5) & (drawn(units, salt="two") < 0.5)

    assert round(both.mean(), 2) == 0.25


def test_nobody_draws_nothing():
    assert arms(pl.Series([], dtype=pl.Int64), salt="s", names=["a"], shares=[1.0]).to_list() == []


def test_an_arm_goes_by_its_name_or_by_its_number():
    units, shares = pl.Series(range(1_000), dtype=pl.Int64), [0.2, 0.3, 0.5]

    numbers = arm_numbers(units, salt="s", shares=shares)

    assert arms(units, salt="s", names=["a", "b", "c"], shares=shares).to_list() == ["abc"[each] for each in numbers]
