from datetime import date

import pytest

from tenure.console import queries
from tenure.console.rules.customer_filters import CustomerFilter
from tests.console.scenes import ADA, furnished
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace


@pytest.fixture
def scene(state):
    return furnished()


def test_the_overview_counts_what_is_there(scene):
    numbers = queries.overview(scene.row.pk, NOW)

    assert (numbers.customers, numbers.events, numbers.in_journeys, numbers.mails_sent) == (2, 5, 2, 1)
    assert {state: count for state, count in numbers.message_counts.items() if count} == {"sent": 1, "refused": 1}
    assert [(day.day, day.customer_event_count) for day in numbers.days[-3:]] == [
        (date(2026, 2, 27), 1),
        (date(2026, 2, 28), 0),
        (date(2026, 3, 1), 4),
    ]
    (journey,) = numbers.journeys
    assert [(node.id, node.entered_count, node.here_count) for node in journey.nodes] == [
        ("entry", 2, 0),
        ("hello", 2, 0),
        ("pause", 2, 2),
        ("done", 0, 0),
    ]


def test_an_empty_workspace_has_an_overview_of_nothing(state):
    numbers = queries.overview(make_workspace("Empty").pk, NOW)

    assert (numbers.customers, numbers.events, numbers.in_journeys, numbers.mails_sent) == (0, 0, 0, 0)
    assert numbers.journeys == ()
    assert len(numbers.days) == 30


def test_people_of_another_workspace_are_strangers(scene):
    assert queries.people(make_workspace("Other").pk, [scene.ada.id]) == {}
    assert queries.people(scene.row.pk, [scene.ada.id, None])[scene.ada.id].note == "ada@example.com"


@pytest.mark.parametrize("wanted", [ADA, "ADA@exa", "kowal"])
def test_a_customer_is_found_by_user_id_email_or_name(scene, wanted):
    assert [each.user_id for each in queries.wanted_customers(scene.row.pk, CustomerFilter(q=wanted), limit=50)] == [
        ADA
    ]


def test_nobody_is_found_by_what_is_only_json(scene):
    assert queries.wanted_customers(scene.row.pk, CustomerFilter(q='"'), limit=50) == []
    assert queries.wanted_customers(scene.row.pk, CustomerFilter(q="zzz"), limit=50) == []


def test_the_stream_of_a_day_is_read_from_its_end(scene):
    day = queries.stream_page(scene.row.pk, day=date(2026, 3, 1), limit=2, before=None)
    older = queries.stream_page(scene.row.pk, day=date(2026, 3, 1), limit=9, before=(1, day["position"][-1]))

    assert day["message_id"].to_list() == ["p1", "s2"]
    assert older["message_id"].to_list() == ["s1", "i1"]


def test_days_are_those_of_the_workspace(scene):
    scene.row.time_zone = "Asia/Seoul"
    scene.row.save()
    flush(scene.row, [event("late", "login", customer=scene.ada.id, minutes=4 * 60)])

    numbers = queries.overview(scene.row.pk, NOW)
    of_day = queries.stream_page(scene.row.pk, day=date(2026, 3, 2), limit=9, before=None)

    assert numbers.days[-1].day == date(2026, 3, 1)
    assert numbers.days[-1].customer_event_count == 4
    assert of_day["message_id"].to_list() == ["late"]
