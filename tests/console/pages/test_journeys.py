import html
import re

import pytest

from tenure.journeys.queries import graph
from tests.console.scenes import furnished
from tests.journeys.scenes import turn
from tests.messaging.scenes import known
from tests.signals.streams import flush, signed_up

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def _rows(page):
    return re.findall(r'data-row="([^"]+)"', page)


def _heading(page):
    return re.findall(r"<h2>([^<]*Who[^<]*)</h2>", page)


def _all_rows(scene, address):
    """Return every row of a list, page by page, and check that no address of it is lost on the way."""
    page = scene.text(address)
    rows = _rows(page)
    while older := re.search(r'href="(\?[^"]*)" rel="next"', page):
        page = scene.text(f"/journeys/welcome{html.unescape(older[1])}")
        rows += _rows(page)
    return rows


def _links(page):
    return {
        (html.unescape(address), int(count))
        for address, count in re.findall(r'href="(/journeys/welcome[^"]*)">(\d+)(?: entered| here now)?</a>', page)
    }


def test_each_number_of_a_journey_leads_to_as_many_rows_on_every_page_that_shows_it(scene):
    ids = [each.id for each in known(scene.row.to_value(), *(f"many-{at}" for at in range(60)))]
    flush(scene.row, signed_up(*ids))
    turn(scene.row)

    links = _links(scene.text("/")) | _links(scene.text("/journeys")) | _links(scene.text("/journeys/welcome"))

    assert links == {
        ("/journeys/welcome", 62),
        ("/journeys/welcome?here=1", 62),
        ("/journeys/welcome?node=entry", 62),
        ("/journeys/welcome?node=entry&here=1", 0),
        ("/journeys/welcome?node=hello", 62),
        ("/journeys/welcome?node=hello&here=1", 0),
        ("/journeys/welcome?node=pause", 62),
        ("/journeys/welcome?node=pause&here=1", 62),
        ("/journeys/welcome?node=done", 0),
        ("/journeys/welcome?node=done&here=1", 0),
    }
    for address, count in links:
        rows = _all_rows(scene, address)
        assert len(rows) == len(set(rows)) == count, address


def test_the_boxes_of_the_graph_lead_to_who_entered_and_to_who_is_there(scene):
    for page in (scene.text("/"), scene.text("/journeys/welcome")):
        boxes = re.findall(r'<a class="graph-node[^"]*" href="([^"]+)"', page)
        here = re.findall(r'<a class="graph-here" href="([^"]+)"', page)

        assert boxes == [f"/journeys/welcome?node={node.id}" for node in graph(scene.row.pk, "welcome").nodes]
        assert here == ["/journeys/welcome?node=pause&amp;here=1"]


@pytest.mark.parametrize(
    ("query", "heading", "count"),
    [
        ("", "Who entered", 2),
        ("?node=entry", "Who entered", 2),
        ("?here=1", "Who is in the journey now", 2),
        ("?node=hello", "Who entered “Send”", 2),
        ("?node=hello&here=1", "Who is at “Send” now", 0),
        ("?node=pause&here=1", "Who is at “Wait” now", 2),
        ("?node=done", "Who entered “End”", 0),
    ],
)
def test_the_heading_says_who_is_listed(scene, query, heading, count):
    page = scene.text(f"/journeys/welcome{query}")

    assert _heading(page) == [heading]
    assert len(_rows(page)) == count


def test_everyone_listed_leads_to_their_page_and_says_since_when_and_until_when(scene):
    page = scene.text("/journeys/welcome?node=pause&here=1")
    (row,) = re.findall(rf"<tr data-row=(?:(?!</tr>).)*{scene.ada.public_id}.*?</tr>", page, re.DOTALL)

    assert f'href="/customers/{scene.ada.public_id}"' in row
    assert re.findall(r'datetime="([^"]+)"', row) == ["2026-03-01T12:00:00+00:00", "2026-03-04T12:00:00+00:00"]


@pytest.mark.parametrize(
    ("language", "heading"),
    [("ko", "\u2018기다리기\u2019 단계에 있는 고객"), ("pl", "Kto jest teraz w kroku „Czekaj”")],
)
def test_the_heading_names_the_step_in_the_language_of_the_reader(scene, language, heading):
    scene.client.cookies["django_language"] = language

    assert heading in scene.text("/journeys/welcome?node=pause&here=1")
