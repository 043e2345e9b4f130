import pytest

from tests.console.scenes import browser
from tests.insights.scenes import VALUE, did
from tests.signals.streams import flush
from tests.support.workspaces import make_workspace


@pytest.fixture
def row(state):
    row = make_workspace()
    flush(row, [did("signed_up", 1, 16), did(VALUE, 1, 15), did("signed_up", 2, 16), did("login", 3, 100)])
    return row


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_value_is_said_and_its_metrics_appear(row):
    client = browser(row)
    assert "activation_rate" not in text(client, "/insights")

    kept = client.post("/insights/value", {"value_event": VALUE, "activation_days": "7"})

    assert (kept.status_code, kept.url) == (302, "/insights")
    assert "activation_rate" in text(client, "/insights")


def test_days_that_are_no_number_are_refused_in_place(row):
    answer = browser(row).post("/insights/value", {"value_event": "", "activation_days": "soon"})

    assert answer.status_code == 422
    assert "Say a number of days between 1 and 90." in answer.content.decode()


def test_behind_a_week_stand_its_customers(row):
    page = text(browser(row), "/insights/new_customers?week=2026-02-09")

    assert "Customers who count in the week of Feb 9" in page
    assert browser(row, email="jan@moveo.example").get("/insights/new_customers?week=1999-01-04").status_code == 404


def test_cohorts_and_coverage_are_shown(row):
    client = browser(row)

    assert 'class="h9">100%' in text(client, "/cohorts?split=first_event")
    assert 'data-number="untouched">1<' in text(client, "/where-to-start?group=untouched")
    assert [client.get(each).status_code for each in ("/cohorts?split=x", "/where-to-start?group=x")] == [404, 404]


def test_who_may_only_look_sees_numbers_but_no_customers_and_cannot_say_what_value_is(row):
    client = browser(row, role="viewer", email="eve@moveo.example")

    for address in ("/insights/new_customers?week=2026-02-09", "/where-to-start?group=untouched"):
        page = text(client, address)
        assert "Your role sees the number, not the customers behind it." in page
        assert "data-row=" not in page
    assert client.post("/insights/value", {"activation_days": "3"}).status_code == 403


def test_the_map_shows_every_stage(row):
    page = text(browser(row), "/map")

    assert page.count("data-number=") == 6
    assert "No message was sent in the last 30 days." in page
