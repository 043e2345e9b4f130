"""Settings of nodes say little unless they say more."""

from tests.journeys.toys import Rest, Shout, Stop, node


def test_a_node_leads_on_and_listens_to_nothing():
    settings = Shout("hi", times=2)

    assert settings.ways() == (None,)
    assert (settings.ways_told(), settings.listens(), settings.conditions(), settings.shares()) == ((), (), (), ())
    assert (settings.traits(), settings.dates()) == (frozenset(), frozenset())
    assert settings.columns() == {"word": "hi", "times": 2}


def test_a_node_without_variants_has_one_arm_without_a_name():
    assert node("a", Rest(1)).arms() == (("", Rest(1)),)


def test_a_node_stands_for_itself():
    one = node("a", Stop())

    assert one.settings.expanded(one, onward=None) == (one,)
