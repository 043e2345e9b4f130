from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tenure.customers.rules.accounts import Account, newest, stated_traits


def told(*said):
    return stated_traits(newest({}, said))


def test_the_newest_word_on_each_trait_holds():
    assert told((1, {"name": "Acme", "size": 3}), (2, {"size": 4})) == {"name": "Acme", "size": 4}
    assert told((2, {"size": 4}), (1, {"name": "Acme", "size": 3})) == {"name": "Acme", "size": 4}


WORDS = st.lists(
    st.tuples(st.integers(0, 3), st.dictionaries(st.sampled_from("ab"), st.none() | st.integers(0, 2) | st.text())),
    max_size=6,
)


@given(words=WORDS, data=st.data())
def test_words_may_arrive_in_any_order_and_twice(words, data):
    shuffled = data.draw(st.permutations(words))

    assert told(*words) == told(*shuffled, *words)


def test_an_account_is_called_what_it_calls_itself():
    def called(traits):
        return Account(1, "acme", traits, None, datetime(2026, 3, 1, tzinfo=UTC)).name

    assert called({"name": "Acme"}) == "Acme"
    assert called({"name": 7}) is None
    assert called({}) is None
