"""Who waits goes on by an event, or by the clock."""

from datetime import timedelta

from tenure.journeys.rules.definition import Listener
from tests.journeys.meeting import journey_of, met
from tests.journeys.toys import NOON

EVENTS = [{"event": "order_completed", "where": "cart_id = entry.cart_id", "next": "thanks"}, {"event": "page_viewed"}]
NODES = (
    {"id": "bought", "wait_for": {"events": EVENTS, "within": {"days": 2}, "timeout": "remind"}},
    {"id": "seen", "end": {}},
    {"id": "remind", "end": {}},
    {"id": "thanks", "end": {}},
)


def where(**more):
    return met(*NODES, node="bought", **more)[0][0]


def test_who_arrives_stays():
    assert met(*NODES)[0] == ("bought", "active", NOON + timedelta(days=2), "")


def test_each_event_opens_its_way():
    assert where(way="thanks") == "thanks"
    assert where(way="") == "seen"


def test_when_the_time_is_over_that_has_a_way_too():
    assert where() == "remind"


def test_the_stream_is_watched_for_the_events():
    assert journey_of(*NODES).listeners() == (
        Listener("bought", "order_completed", "cart_id = entry.cart_id", "thanks"),
        Listener("bought", "page_viewed", None, ""),
    )


def test_it_reads_aloud():
    assert journey_of(*NODES).nodes[0].settings.detail() == "order_completed, page_viewed · 2 days"
