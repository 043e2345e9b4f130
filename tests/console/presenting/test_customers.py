from datetime import UTC, datetime

from django.utils import translation

from tenure.console.presenting.customers import (
    customers_url,
    listed_customers,
    removals,
    segment_options,
    stage_options,
    tag_options,
    view_lines,
)
from tenure.console.rules.customer_filters import CustomerFilter
from tenure.console.rules.customer_lines import Facts
from tenure.console.rules.saved_views import SavedView
from tenure.customers.rules.customers import Customer
from tenure.kernel.expressions.parsing import parsed
from tenure.signals.rules.definitions import Segment

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA = Customer(1, "cus_1", "ada", None, AT, "web")
SEGMENTS = [Segment(key, key.upper(), parsed("plan IS KNOWN")) for key in ("c", "a", "b")]


def test_a_row_shows_two_segments_and_counts_the_rest():
    facts = Facts({1: {"event_count": 3, "last_active_at": "2026-02-28T10:00:00Z"}}, segments={1: ["a", "b", "c", "x"]})

    (line,) = listed_customers([ADA], facts, SEGMENTS)

    assert [(each.name, each.url) for each in line.segments] == [
        ("A", "/customers?segment=a"),
        ("B", "/customers?segment=b"),
    ]
    assert (line.more_count, line.event_count, line.active_at) == (1, 3, datetime(2026, 2, 28, 10, tzinfo=UTC))


def test_of_whom_nothing_is_known_is_new_and_was_never_active():
    (line,) = listed_customers([ADA], Facts({}), [])

    with translation.override("en"):
        assert (str(line.stage.name), line.active_at, line.event_count) == ("New", None, 0)


def test_a_chosen_thing_that_is_not_there_is_still_shown():
    assert [(each.value, each.is_chosen) for each in segment_options(SEGMENTS, {"a": 2}, chosen="gone")] == [
        ("a", False),
        ("b", False),
        ("c", False),
        ("gone", True),
    ]
    assert [each.value for each in tag_options({"vip": 2}, chosen="vip")] == ["vip"]


def test_stages_stand_in_their_order_with_their_customers():
    options = stage_options({"loyal": 2}, chosen="loyal")

    assert [(each.value, each.count) for each in options][:3] == [("new", 0), ("engaged", 0), ("loyal", 2)]
    assert [each.value for each in options if each.is_chosen] == ["loyal"]


def test_each_filter_can_be_taken_away():
    wanted = CustomerFilter(q="ada", tag="vip")

    assert [(each.name, each.url) for each in removals(wanted, [])] == [
        ("ada", "/customers?tag=vip"),
        ("vip", "/customers?q=ada"),
    ]


def test_looking_for_somebody_inside_a_view_does_not_leave_it():
    views = [SavedView(1, "VIP", CustomerFilter(tag="vip"), 7)]

    (line,) = view_lines(views, CustomerFilter(q="ada", tag="vip"), user_id=8)

    assert (line.is_chosen, line.is_own, line.url) == (True, False, "/customers?tag=vip")


def test_everybody_has_the_plain_address():
    assert customers_url(CustomerFilter()) == "/customers"
