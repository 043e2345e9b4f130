"""A send asks messaging, and again where it stays unread."""

from datetime import timedelta

import pytest

from tenure.journeys.nodes.send import Send
from tenure.journeys.rules.definition import Listener
from tenure.kernel.errors import BadInput
from tests.journeys.meeting import journey_of, met
from tests.journeys.toys import NOON

TOLD = {
    "channel": "email",
    "template": "welcome",
    "journey": "welcome",
    "version": 2,
    "node": "first",
    "arm": None,
    "priority": 50,
    "expires_hours": None,
}
SEND = {"channel": "email", "template": "welcome"}
FALLBACK = {"channel": "sms", "template": "short", "after_hours": 24}


def test_each_customer_gets_a_message_asked_for_and_goes_on():
    standing, _, effects = met({"id": "first", "send": SEND}, {"id": "done", "end": {}})

    assert standing == ("done", "completed", None, "")
    assert effects == [("first", "queue_message", TOLD)]


def test_a_message_tells_its_priority_and_when_it_is_worth_nothing():
    _, _, effects = met({"id": "first", "send": {**SEND, "expires_hours": 6}}, priority=90)

    assert effects == [("first", "queue_message", {**TOLD, "priority": 90, "expires_hours": 6})]


def test_each_arm_gets_its_own_template():
    variants = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "template": "other"}]
    found = {}
    for customer_id in range(40):
        _, steps, effects = met({"id": "first", "send": SEND, "variants": variants}, customer_id=customer_id)
        assert steps[1] == ("first", effects[0][2]["arm"])
        found.setdefault(effects[0][2]["arm"], set()).add(effects[0][2]["template"])

    assert found == {"a": {"welcome"}, "b": {"other"}}


def test_a_send_says_what_goes_where():
    assert Send(channel="email", template="welcome").detail() == "welcome · email"


def test_what_stays_unread_is_followed_by_another_message():
    nodes = ({"id": "first", "send": {**SEND, "fallback": [FALLBACK]}}, {"id": "done", "end": {}})

    waiting, _, sent = met(*nodes)
    unread = met(*nodes, node="first-unread-1")
    read = met(*nodes, node="first-unread-1", way="done")

    assert waiting == ("first-unread-1", "active", NOON + timedelta(hours=24), "")
    assert sent == [("first", "queue_message", TOLD)]
    assert unread[0] == ("done", "completed", None, "")
    assert unread[2] == [
        (
            "first-fallback-1",
            "queue_message",
            {**TOLD, "node": "first-fallback-1", "channel": "sms", "template": "short"},
        )
    ]
    assert (read[0], read[2]) == (("done", "completed", None, ""), [])


def test_a_message_is_read_when_a_person_opened_it_or_followed_a_link_or_came_by():
    one = journey_of({"id": "first", "send": {**SEND, "fallback": [FALLBACK]}}, {"id": "done", "end": {}})
    own = "enrollment = run.id AND node = 'first'"

    assert one.listeners() == (
        Listener("first-unread-1", "message_opened", f"{own} AND NOT (machine IS KNOWN AND machine = TRUE)", "done"),
        Listener("first-unread-1", "message_clicked", own, "done"),
        Listener("first-unread-1", "page_viewed", None, "done"),
    )


def test_a_last_send_with_a_fallback_ends_for_who_read_it():
    one = journey_of({"id": "first", "send": {**SEND, "fallback": [FALLBACK, {**FALLBACK, "after_hours": 48}]}})

    assert list(one.expanded().edges()) == [
        ("", "first"),
        ("first", "first-unread-1"),
        ("first-unread-1", "first-end"),
        ("first-unread-1", "first-fallback-1"),
        ("first-fallback-1", "first-unread-2"),
        ("first-unread-2", "first-end"),
        ("first-unread-2", "first-fallback-2"),
        ("first-fallback-2", "first-end"),
    ]


def test_a_fallback_needs_an_id_that_leaves_room():
    with pytest.raises(BadInput, match="made from a shorter id"):
        journey_of({"id": "a" * 60, "send": {**SEND, "fallback": [FALLBACK]}})
