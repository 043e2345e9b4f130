from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.ids import stable_fraction, stable_hash


def test_the_same_parts_are_the_same_number_on_every_machine():
    assert stable_hash("welcome", "cus_1") == 182_575_076_204_999_661


def test_parts_are_kept_apart():
    assert stable_hash("ab", "c") != stable_hash("a", "bc")


@given(st.text(), st.text())
def test_a_fraction_lies_in_zero_to_one(salt, customer):
    assert 0 <= stable_fraction(salt, customer) < 1


def test_fractions_spread_evenly():
    held = sum(stable_fraction("salt", str(number)) < 0.1 for number in range(10_000))

    assert 900 < held < 1_100
