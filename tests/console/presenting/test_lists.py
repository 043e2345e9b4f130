import polars as pl
from django.utils import translation

from tenure.console.presenting.lists import event_lines, message_states
from tenure.console.rules.people import person
from tests.signals.streams import event

ADA = person("cus_1", user_id="ada", traits={})


def _lines(*events, is_short=False):
    rows = pl.DataFrame([{**row, "seq": 7, "position": at} for at, row in enumerate(events)])
    with translation.override("en"):
        return event_lines(rows, {1: ADA}, is_short=is_short)


def test_an_event_is_named_as_it_was_sent_and_carries_its_properties():
    (line,) = _lines(event("a", "report_exported", format="csv"))

    assert (line.key, str(line.look.name), line.who, line.url) == ("7-0", "report_exported", ADA, "")
    assert line.properties == (("format", "csv"),)


def test_our_own_event_leads_to_what_it_speaks_of():
    sent, entered = _lines(
        event("a", "message_sent", source="tenure", message="msg_1", template="welcome", journey="welcome"),
        event("b", "journey_entered", source="tenure", enrollment="enr_1", journey="welcome", version=1),
    )

    assert (str(sent.look.name), sent.url) == ("Message sent", "/messages/msg_1")
    assert sent.properties == (("template", "welcome"), ("journey", "welcome"))
    assert entered.url == "/journeys/welcome"


def test_what_others_call_message_leads_nowhere():
    (line,) = _lines(event("a", "support_asked", message="Hello"))

    assert line.url == ""
    assert line.properties == (("message", "Hello"),)


def test_a_short_line_says_each_thing_once():
    (line,) = _lines(
        event(
            "a", "message_sent", source="tenure", message="m", channel="email", template="welcome", journey="welcome"
        ),
        is_short=True,
    )

    assert [value for _, value in line.properties] == ["welcome"]


def test_a_page_is_named_by_its_kind_and_name():
    (line,) = _lines(event("a", "Pricing", kind="page"))

    assert line.look.name == "Page viewed: Pricing"


def test_an_event_of_nobody_known_has_nobody():
    (line,) = _lines(event("a", "login", customer=2))

    assert line.who is None


def test_only_states_with_messages_are_offered_and_the_chosen_one():
    states = message_states({"sent": 3, "failed": 0, "refused": 0}, chosen="refused")

    assert [(state.key, state.count, state.is_chosen, state.url) for state in states] == [
        ("sent", 3, False, "/messages?state=sent"),
        ("refused", 0, True, "/messages?state=refused"),
    ]
