import re

import pytest

from tenure.platform.queries import cursors
from tests.console.scenes import browser, furnished
from tests.journeys.scenes import WELCOME, opened
from tests.signals.streams import event, flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def _numbers(page):
    return dict(re.findall(r'data-number="([^"]+)"[^>]*>([^<]*)<', page))


def test_a_new_event_changes_the_count_of_events_and_no_other(scene):
    before = _numbers(scene.text("/overview/live"))

    flush(scene.row, [event("new", "login", customer=scene.ada.id)])

    assert _numbers(scene.text("/overview/live")) == {**before, "events": "6"}


def test_a_new_event_stands_on_top(scene):
    flush(scene.row, [event("new", "goal_set", customer=scene.ada.id, goal="sleep")])

    (first, *_) = re.findall(r'data-row="([^"]+)">(.*?)</li>', scene.text("/overview/live"), re.DOTALL)

    assert first[0] == "2-0"
    assert "goal_set · sleep" in re.sub(r"<[^>]+>|\s+", " ", first[1]).replace("  ", " ")


def test_the_page_knows_up_to_where_it_shows_everything(scene):
    page = scene.text("/")

    assert cursors(scene.row.pk)["stream"] == 1
    assert "&quot;stream&quot;:1" in page


def test_the_part_that_is_replaced_is_the_page_without_its_frame(scene):
    part = scene.text("/overview/live")

    assert "<html" not in part
    assert part.strip() in scene.text("/")


def test_the_address_chooses_the_journey_and_the_live_part_keeps_it(scene):
    opened(scene.row, WELCOME, key="later", name="Later")

    page = scene.text("/?journey=welcome")

    assert 'hx-get="/overview/live?journey=welcome"' in page
    assert "Journey: Welcome" in page
    assert '<a href="?journey=later">Later</a>' in page


def test_an_unknown_journey_shows_the_newest_active_one(scene):
    assert "Journey: Welcome" in scene.text("/?journey=gone")


def test_an_empty_workspace_says_how_to_begin(state):
    page = browser(make_workspace("Empty")).get("/").content.decode()

    assert "No event has come in yet" in page
    assert "No customer yet" in page
    assert "No journey yet" in page
    assert "No message yet" in page
