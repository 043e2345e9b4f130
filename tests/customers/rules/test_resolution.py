import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.customers.rules.resolution import KNOWN, PAIRS, Resolution, resolution

Pair = tuple[str | None, str | None]
Known = tuple[str, str, int, str | None]

UNKNOWN: list[Known] = []


def decided(pairs: list[Pair], known: list[Known]) -> Resolution:
    frame = pl.DataFrame([(1, *pair, "web") for pair in pairs], schema=PAIRS, orient="row")
    return resolution(frame, pl.DataFrame([(1, *row) for row in known], schema=KNOWN, orient="row"))


def owners(found: Resolution) -> list[int]:
    return found.pairs["customer_id"].to_list()


def test_a_new_user_id_makes_a_customer():
    found = decided([("u", None), ("v", None)], UNKNOWN)

    assert owners(found) == [-1, -2]
    assert found.new.rows() == [(-1, 1, "u", None, "web"), (-2, 1, "v", None, "web")]
    assert found.identities.rows() == [(1, "user", "u", -1), (1, "user", "v", -2)]


def test_a_visitor_without_user_id_is_a_customer_too():
    found = decided([(None, "a")], UNKNOWN)

    assert owners(found) == [-1]
    assert found.new.rows() == [(-1, 1, None, "a", "web")]
    assert found.identities.rows() == [(1, "anonymous", "a", -1)]


def test_known_ids_write_nothing():
    found = decided([("u", "a"), (None, "a"), ("u", None)], [("user", "u", 5, "u"), ("anonymous", "a", 5, "u")])

    assert owners(found) == [5, 5, 5]
    assert (found.new.height, found.named.height, found.identities.height) == (0, 0, 0)


def test_an_unknown_anonymous_id_is_linked_to_the_user_id_beside_it():
    found = decided([("u", "a")], [("user", "u", 5, "u")])

    assert owners(found) == [5]
    assert found.new.is_empty()
    assert found.identities.rows() == [(1, "anonymous", "a", 5)]


def test_it_is_linked_though_it_came_alone_before_in_the_same_flush():
    assert owners(decided([(None, "a"), ("u", "a")], UNKNOWN)) == [-1, -1]


def test_a_visitor_who_names_himself_stays_the_same_customer():
    found = decided([("u", "a")], [("anonymous", "a", 5, None)])

    assert owners(found) == [5]
    assert found.new.is_empty()
    assert found.named.rows() == [("u", 5)]
    assert found.identities.rows() == [(1, "user", "u", 5)]


def test_a_second_user_id_on_the_same_device_is_another_customer():
    found = decided([("u", "a"), ("v", "a"), (None, "a")], [("anonymous", "a", 5, None)])

    assert owners(found) == [5, -1, 5]
    assert found.named.rows() == [("u", 5)]
    assert found.identities.rows() == [(1, "user", "u", 5), (1, "user", "v", -1)]


def test_a_customer_with_a_user_id_is_not_taken_over():
    found = decided([("v", "a")], [("anonymous", "a", 5, "u"), ("user", "u", 5, "u")])

    assert owners(found) == [-1]
    assert found.named.is_empty()


def test_a_user_id_beside_two_visitors_takes_over_the_first_and_is_the_other_too():
    found = decided([("u", "a"), ("u", "b"), (None, "b")], [("anonymous", "a", 5, None), ("anonymous", "b", 6, None)])

    assert owners(found) == [5, 5, 5]
    assert found.named.rows() == [("u", 5)]
    assert found.merged.rows() == [(1, 6, 5)]


def test_a_visitor_who_turns_out_to_be_known_is_merged():
    found = decided([("u", "a"), (None, "a")], [("user", "u", 5, "u"), ("anonymous", "a", 6, None)])

    assert owners(found) == [5, 5]
    assert found.merged.rows() == [(1, 6, 5)]
    assert (found.new.height, found.named.height, found.identities.height) == (0, 0, 0)


def test_a_visitor_beside_two_user_ids_is_the_first_of_them():
    known = [("user", "u", 5, "u"), ("user", "v", 6, "v"), ("anonymous", "a", 7, None)]

    found = decided([("v", "a"), ("u", "a"), (None, "a")], known)

    assert owners(found) == [6, 5, 6]
    assert found.merged.rows() == [(1, 7, 6)]


def test_a_user_id_whose_first_device_is_taken_takes_over_the_next():
    found = decided([("u", "a"), ("v", "a"), ("v", "b")], [("anonymous", "a", 5, None), ("anonymous", "b", 6, None)])

    assert owners(found) == [5, 6, 6]
    assert found.named.rows() == [("u", 5), ("v", 6)]
    assert found.merged.is_empty()


def test_two_customers_with_a_user_id_each_are_never_merged():
    found = decided([("u", "a")], [("user", "u", 5, "u"), ("anonymous", "a", 6, "v")])

    assert owners(found) == [5]
    assert (found.merged.height, found.identities.height) == (0, 0)


def test_an_anonymous_id_beside_two_new_user_ids_belongs_to_the_first():
    found = decided([("u", "a"), ("v", "a"), (None, "a")], UNKNOWN)

    assert owners(found) == [-1, -2, -1]


def test_an_event_without_any_id_has_no_customer():
    assert owners(decided([(None, None)], UNKNOWN)) == [None]


def test_the_same_id_in_two_workspaces_is_two_customers():
    pairs = pl.DataFrame([(1, "u", "a", "web"), (2, "u", "a", "web")], schema=PAIRS, orient="row")
    known = pl.DataFrame([(1, "user", "u", 5, "u")], schema=KNOWN, orient="row")

    found = resolution(pairs, known)

    assert owners(found) == [5, -1]
    assert found.identities.rows() == [(2, "user", "u", -1), (1, "anonymous", "a", 5), (2, "anonymous", "a", -1)]


IDS = st.sampled_from(["1", "2", "3"])
PAIR = st.tuples(st.none() | IDS, st.none() | IDS).filter(any)


class World:
    """What the tables of one workspace would hold."""

    def __init__(self):
        self.known: dict[tuple[str, str], int] = {}
        self.names: dict[int, str | None] = {}
        self.gone: dict[int, int] = {}

    def meet(self, pairs: list[Pair]) -> list[int]:
        found = decided(pairs, [(kind, value, owner, self.names[owner]) for (kind, value), owner in self.known.items()])
        made = {new: len(self.names) + place for place, new in enumerate(found.new["customer_id"], start=1)}
        self.names |= {made[new]: user_id for new, _, user_id, _, _ in found.new.rows()}
        assert all(self.names[owner] is None for owner in found.named["id"])
        self.names |= {owner: user_id for user_id, owner in found.named.rows()}
        fresh = {(kind, value): made.get(owner, owner) for _, kind, value, owner in found.identities.rows()}
        assert not fresh.keys() & self.known.keys()
        self.known |= fresh
        for _, source, target in found.merged.rows():
            assert self.names[source] is None
            assert self.names[target] is not None
            self.gone[source] = target
            self.known = {key: target if owner == source else owner for key, owner in self.known.items()}
        assert not self.gone.keys() & set(self.gone.values())
        return [made.get(owner, owner) for owner in owners(found)]


@settings(max_examples=60, deadline=None)
@given(batches=st.lists(st.lists(PAIR, min_size=1, max_size=5, unique=True), min_size=1, max_size=3))
def test_one_customer_has_one_user_id_and_each_id_one_customer(batches):
    world = World()
    for pairs in batches:
        for (user_id, anonymous_id), owner in zip(pairs, world.meet(pairs), strict=True):
            kind, value = ("user", user_id) if user_id else ("anonymous", anonymous_id)
            assert world.known[kind, value] == owner
        living = {owner: name for owner, name in world.names.items() if owner not in world.gone}
        assert all(world.known["user", user_id] == owner for owner, user_id in living.items() if user_id)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_order_and_batching_of_events_gives_the_same_people(data):
    devices = data.draw(st.dictionaries(st.sampled_from("abcd"), st.none() | IDS, min_size=1))
    possible: list[Pair] = [(None, device) for device in devices]
    possible += [(user_id, device) for device, user_id in devices.items() if user_id]
    possible += [(user_id, None) for user_id in devices.values() if user_id]
    events = data.draw(st.lists(st.sampled_from(possible), min_size=1, max_size=8))

    assert grouped(data, events) == grouped(data, data.draw(st.permutations(events)))


def grouped(data, events: list[Pair]) -> set[frozenset[Pair]]:
    """Return which events are one person's, however they are cut into batches."""
    world, owned, rest = World(), [], list(events)
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        pairs, rest = list(dict.fromkeys(rest[:size])), rest[size:]
        owned += zip(pairs, world.meet(pairs), strict=True)
    people: dict[int, set[Pair]] = {}
    for pair, owner in owned:
        people.setdefault(world.gone.get(owner, owner), set()).add(pair)
    return {frozenset(pairs) for pairs in people.values()}
