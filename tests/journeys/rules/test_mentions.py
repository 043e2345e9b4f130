from tenure.journeys.rules.entrances import EventEntry, Exit, Goal
from tenure.journeys.rules.mentions import conditions, traits_asked
from tests.journeys.toys import Stop, journey, node


def test_the_traits_of_conditions_on_events_are_named():
    asking = journey(
        node("done", Stop()),
        entry=EventEntry("asked", "a > 1 AND customer.plan = 'pro'"),
        goal=Goal("bought", "customer.country = 'KR'"),
        exits=(Exit("left"), Exit("gone", "entry.b = c")),
    )

    assert traits_asked([asking]) == {"plan", "country"}
    assert conditions(asking) == ["a > 1 AND customer.plan = 'pro'", "customer.country = 'KR'", "entry.b = c"]
