"""Two versions of a journey are told apart in lines to read."""

from hypothesis import given, settings

from tenure.journeys.rules.diff import Fate, differences, fates, lines
from tests.journeys.meeting import journey_of
from tests.journeys.random_journeys import JOURNEYS

SEND = {"id": "hello", "send": {"channel": "email", "template": "welcome"}}
WAIT = {"id": "pause", "wait": {"days": 3}}
LABEL = {"id": "label", "tag": {"add": "vip"}}
END = {"id": "done", "end": {}}
BEFORE = journey_of(SEND, WAIT, LABEL, END, goal={"event": "bought"})


def test_every_change_is_a_line():
    after = journey_of(
        {**SEND, "variants": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "template": "other"}]},
        {"id": "pause", "wait": {"days": 4, "hours": 2}},
        {"id": "mark", "set_trait": {"trait": "onboarded", "value": True}},
        END,
        holdout=0.2,
        goal={"event": "bought", "within_days": 7},
    )

    assert lines(BEFORE, after) == [
        "+ goal.within_days: 7",
        "holdout: 0.1 -> 0.2",
        '+ hello.variants: [{"name":"a","share":0.5},{"name":"b","share":0.5,"template":"other"}]',
        "pause.wait.days: 3 -> 4",
        "+ pause.wait.hours: 2",
        '- node label: {"tag":{"add":"vip"}}',
        '+ node mark: {"set_trait":{"trait":"onboarded","value":true}}',
    ]


def test_a_node_of_another_kind_is_another_node():
    after = journey_of(SEND, {"id": "pause", "tag": {"add": "x"}}, LABEL, END, goal={"event": "bought"})

    assert lines(BEFORE, after) == ['- node pause: {"wait":{"days":3}}', '+ node pause: {"tag":{"add":"x"}}']


def test_another_order_is_a_change():
    after = journey_of(SEND, LABEL, WAIT, END, goal={"event": "bought"})

    assert lines(BEFORE, after) == [
        'order of nodes: ["hello","pause","label","done"] -> ["hello","label","pause","done"]'
    ]


@settings(deadline=None, max_examples=30)
@given(JOURNEYS, JOURNEYS)
def test_nothing_differs_exactly_when_both_are_the_same(one, other):
    assert differences(one, one) == ()
    assert (differences(one, other) == ()) == (one == other)


def test_people_stay_where_the_node_stays():
    after = journey_of(SEND, {"id": "pause", "wait": {"days": 4}}, {"id": "label", "wait": {"days": 1}}, END)

    assert fates(BEFORE, after, {"done": 0, "gone": 1, "label": 5, "pause": 7, "hello": 2, "": 3}) == (
        Fate("", 3, stays=True, reads_changed=False),
        Fate("hello", 2, stays=True, reads_changed=False),
        Fate("pause", 7, stays=True, reads_changed=True),
        Fate("label", 5, stays=False, reads_changed=True),
        Fate("gone", 1, stays=False, reads_changed=False),
    )
