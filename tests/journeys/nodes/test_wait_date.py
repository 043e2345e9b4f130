"""A date of the customer's own is waited for."""

from datetime import UTC, datetime

from tenure.journeys.nodes.wait_date import WaitDate
from tests.journeys.meeting import met
from tests.journeys.toys import NOON

KNOWN = {"renews_at": "instant", "time_zone": "any"}
NODES = (
    {"id": "before", "wait_date": {"trait": "renews_at", "offset_days": -3, "time": "09:00", "passed": "late"}},
    {"id": "mark", "tag": {"add": "reminded"}},
    {"id": "late", "end": {}},
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def standing(renews_at, **more):
    traits = {"renews_at": renews_at, "time_zone": '"America/New_York"'}
    found, steps, _ = met(*NODES, traits=traits, known=KNOWN, **more)
    return found, [node for node, _ in steps]


def test_who_arrives_early_stays():
    # Nine o'clock after the clocks went forward.
    assert standing(at("2026-03-14T12:00")) == (("before", "active", at("2026-03-11T13:00"), ""), ["", "before"])


def test_who_stayed_goes_on():
    assert standing(at("2026-03-04T12:00"), node="before") == (("late", "completed", None, ""), ["mark", "late"])


def test_who_comes_too_late_goes_another_way_at_once():
    assert standing(at("2026-03-04T12:00")) == (("late", "completed", None, ""), ["", "before", "late"])


def test_who_has_no_date_goes_another_way_at_once():
    assert standing(None)[1] == ["", "before", "late"]


def test_a_date_that_moved_away_is_waited_for():
    assert standing(at("2026-04-14T12:00"), node="before") == (("before", "active", at("2026-04-11T13:00"), ""), [])


def test_a_date_that_nobody_ever_stated_is_none():
    assert met(*NODES, now=NOON)[0] == ("late", "completed", None, "")


def test_it_reads_aloud():
    assert WaitDate("renews_at", -3, "09:00").detail() == "renews_at -3 d · 09:00"
    assert WaitDate("renews_at").detail() == "renews_at"
