"""The team is told."""

from tests.journeys.meeting import met


def test_a_message_to_the_team_is_asked_for():
    _, _, effects = met({"id": "team", "notify": {"channel": "slack", "text": "Look:\n{{ email }}"}})

    told = {
        "channel": "slack",
        "text": "Look:\n{{ email }}",
        "journey": "welcome",
        "version": 2,
        "node": "team",
        "arm": None,
    }
    assert effects == [("team", "notify_team", told)]
