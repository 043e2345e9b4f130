"""What is the same for all customers at a place is done once, and everybody keeps their place in the order."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tenure.journeys.rules.at_places import at_each, payloads
from tenure.kernel import json

PLACES = st.lists(st.integers(0, 5), min_size=1, max_size=20)


def customers(places):
    number = pl.col("place")
    return pl.DataFrame({"place": places}).with_columns(row=pl.int_range(pl.len()), word=pl.format("안녕 {}", number))


@given(PLACES)
def test_each_customer_is_told_what_their_place_says(places):
    told = payloads(customers(places), "place", "word")

    assert [json.decode(each) for each in told] == [{"place": place, "word": f"안녕 {place}"} for place in places]


@given(PLACES)
def test_each_place_acts_once_and_the_order_stays(places):
    asked = []

    def act(here, place):
        asked.append(place)
        return here.with_columns(said=pl.col("place") * 10 + place)

    found = at_each(customers(places), act)

    assert sorted(asked) == sorted(set(places))
    assert found.select("row", "said").rows() == [(row, place * 11) for row, place in enumerate(places)]
