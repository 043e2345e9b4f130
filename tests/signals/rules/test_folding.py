"""Rows of the stream leave behind what measures ask for: their events, filtered, and what identifies state."""

import pytest

from tenure.signals.rules.codec import trait_value
from tenure.signals.rules.folding import REFUSED, folded, matches, statements
from tenure.signals.rules.measures import measure_of
from tenure.signals.rules.partials import FAMILIES
from tests.signals.acts import NOW, event, rows

EVENTS = rows(
    event("m1", "login"),
    event("m2", "Home", kind="page"),
    event("m3", "Home", kind="screen"),
    event("m4", kind="identify"),
    event("m5", kind="group"),
    event("m6", "login", source="tenure"),
    event("m7", "page:Home"),
    event("m8", "page:"),
    event("m9", "Home"),
    event("m10", None),
)


def kept(said, *events, public=()):
    measure = measure_of(trait_value("x", said), zone="Asia/Seoul")
    found = folded(rows(*events), [measure], not_caused_by="tenure", public=public)
    return found[measure.keeps].drop("measure").rows()


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["login"], ["m1", "m6"]),
        (["login", "Home"], ["m1", "m6", "m9"]),
        (["*"], ["m1", "m2", "m3", "m7", "m8", "m9", "m10"]),
        (["kind:identify"], ["m4"]),
        (["kind:track"], ["m1", "m7", "m8", "m9", "m10"]),
        (["page:Home"], ["m2"]),
        (["screen:Home"], ["m3"]),
        # Not the page without a name: an event that is called so.
        (["page:"], ["m8"]),
        (["other:Home"], []),
        (["kind:page", "login"], ["m1", "m2", "m6"]),
    ],
)
def test_names_choose_events(names, found):
    assert EVENTS.filter(matches(names, not_caused_by="tenure"))["message_id"].to_list() == found


def test_a_filter_looks_at_what_the_event_said():
    said = {"aggregate": "count", "event": "paid", "where": "amount > 10 AND currency = 'EUR'"}
    events = [
        event("m1", "paid", amount=11, currency="EUR"),
        event("m2", "paid", amount=10, currency="EUR"),
        event("m3", "paid", amount=11, currency="USD"),
        event("m4", "paid", amount="11", currency="EUR"),
        event("m5", "paid"),
    ]

    assert kept(said, *events) == [(1, 0, 1)]


def test_days_are_those_of_the_zone():
    events = [event("m1", "login", minutes=179), event("m2", "login", minutes=180), event("m3", "login", minutes=181)]

    assert sorted(kept({"event": "login", "window": "7d"}, *events)) == [(1, 20_513, 1), (1, 20_514, 2)]


def test_minutes_are_those_of_everybody():
    events = [event("m1", "login"), event("m2", "login", minutes=1.99)]

    minute = int(NOW.timestamp()) // 60
    assert sorted(kept({"event": "login", "window": "1h"}, *events)) == [(1, minute, 1), (1, minute + 1, 1)]


def test_amounts_are_kept_in_millionths_and_what_is_no_number_or_too_large_is_left_out():
    said = {"aggregate": "sum", "event": "paid", "property": "amount"}
    amounts = [0.1, 0.2, -3, "7", None, True, 1e13]
    events = [event(f"m{number}", "paid", amount=amount) for number, amount in enumerate(amounts)]

    assert kept(said, *events) == [(1, 0, -2_700_000, -3.0, 0.2)]


def test_distinct_values_and_the_first_and_last_are_kept_with_their_message():
    events = [event("m1", "paid", minutes=1, what="a"), event("m2", "paid", what=7), event("m3", "paid")]

    assert sorted(kept({"aggregate": "distinct", "event": "paid", "property": "what"}, *events)) == [
        (1, 0, '"a"'),
        (1, 0, "7"),
    ]
    assert kept({"aggregate": "first", "event": "paid", "property": "what"}, *events) == [(1, 0, "7", NOW, "m2")]
    assert kept({"aggregate": "first", "event": "paid"}, *events) == [(1, 0, None, NOW, "m2")]


def test_an_event_of_nobody_leaves_nothing():
    nobody = event("m1", "login") | {"customer_id": None}
    measure = measure_of(trait_value("x", {"event": "login"}), zone="UTC")

    found = folded(rows(nobody), [measure], not_caused_by="tenure", public=())

    assert {family: found[family].height for family in FAMILIES} == dict.fromkeys(FAMILIES, 0)


def test_identifies_state_traits_whatever_is_measured():
    said = event("m1", kind="identify", tier="pro", seats=7, tags=["a"], gone=None)

    found = folded(rows(said, event("m2", "login", tier="free")), [], not_caused_by="tenure", public=())

    assert sorted(found["stated"].select("key", "value", "by", "source").rows()) == [
        ("gone", "null", "m1", "website"),
        ("seats", "7", "m1", "website"),
        ("tags", '["a"]', "m1", "website"),
        ("tier", '"pro"', "m1", "website"),
    ]


@pytest.mark.parametrize("key", ["role", "mrr", "plan", "subscription_status", "consents", "renews_at"])
def test_a_public_key_states_protected_traits_in_vain(key):
    said = rows(event("m1", kind="identify", **{key: 1, "tier": 2}))

    assert sorted(statements(said, public={"website"})["key"]) == [REFUSED + key, "tier"]
    assert sorted(statements(said, public={"other"})["key"]) == sorted([key, "tier"])


def test_no_identify_states_nothing():
    assert statements(rows(), public=()).height == 0
