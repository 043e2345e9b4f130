"""Facts are spelled as a Segment-shaped client spells them."""

from datetime import UTC, datetime

from tenure.demo.rules.facts import Fact

AT = datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)


def test_an_identify_carries_traits():
    wire = Fact("identify", "u1", AT, properties={"plan": "pro"}).to_wire(seed="1")

    assert wire == {
        "type": "identify",
        "messageId": wire["messageId"],
        "userId": "u1",
        "timestamp": "2026-03-01T09:00:00.250+00:00",
        "traits": {"plan": "pro"},
    }


def test_a_track_carries_its_event():
    wire = Fact("track", "u1", AT, "goal_set", {"goal": "run_10_km"}).to_wire(seed="1")

    assert (wire["event"], wire["properties"]) == ("goal_set", {"goal": "run_10_km"})


def test_a_screen_carries_its_name():
    wire = Fact("screen", "u1", AT, "Home").to_wire(seed="1")

    assert (wire["name"], wire["properties"]) == ("Home", {})


def test_a_fact_told_again_has_the_same_message_id():
    fact = Fact("track", "u1", AT, "goal_set")

    assert fact.to_wire(seed="1")["messageId"] == fact.to_wire(seed="1")["messageId"]
    assert fact.to_wire(seed="1")["messageId"] != fact.to_wire(seed="2")["messageId"]
