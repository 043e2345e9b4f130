import pytest

from tenure.journeys.rules.activation import Surroundings, refuse_unready, sends
from tenure.journeys.rules.entrances import EventEntry, SegmentEntry
from tenure.journeys.rules.settings import Variant
from tenure.kernel.errors import BadInput
from tenure.messaging.rules.templates import MessageClass
from tests.journeys.toys import Mail, Stop, journey, node

SERVICE = {"welcome": {"email": MessageClass.SERVICE}, "news": {"email": MessageClass.MARKETING}}


def refused(made, *, postal_address=""):
    with pytest.raises(BadInput) as caught:
        refuse_unready(made, Surroundings(SERVICE, ["trial"], postal_address))
    return caught.value.field, caught.value.message


def test_each_arm_is_looked_at():
    mail = node("a", Mail("email", "welcome"), variants=(Variant("x", 1.0, Mail("email", "lost")),))

    assert list(sends(journey(mail))) == [("nodes[0].mail", "email", "lost")]
    assert refused(journey(mail)) == ("nodes[0].mail.template", "There is no template 'lost'; save it first.")


def test_a_near_name_is_guessed():
    assert refused(journey(node("a", Mail("email", "welcom"))))[1].startswith(
        "There is no template 'welcom' (did you mean 'welcome'?)"
    )
    assert refused(journey(node("a", Stop()), entry=SegmentEntry("trail")))[0] == "entry.segment"


def test_marketing_needs_an_address_and_service_does_not():
    news = journey(node("a", Mail("email", "news")))

    assert refused(news)[0] == "nodes[0].mail.template"
    refuse_unready(news, Surroundings(SERVICE, [], "Main street 1"))
    refuse_unready(journey(node("a", Mail("email", "welcome"))), Surroundings(SERVICE, [], ""))


def test_what_journeys_say_lets_nobody_in_again_and_again():
    circle = journey(node("a", Stop()), entry=EventEntry("journey_exited"), reentry="after_exit")

    assert refused(circle)[0] == "reentry"
    refuse_unready(journey(node("a", Stop()), entry=EventEntry("journey_exited")), Surroundings({}, [], ""))
