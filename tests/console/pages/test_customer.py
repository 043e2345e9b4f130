import re
from datetime import timedelta
from html import unescape

import pytest

from tenure.customers.services.record_consent import record_consent
from tenure.customers.services.tag_customer import tag_customer
from tenure.signals.services.change_definitions import put_segment
from tests.console.scenes import furnished
from tests.customers.scenes import agreed
from tests.signals.scenes import turned
from tests.signals.streams import NOW, event, flush

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def _text(scene, query=""):
    page = unescape(scene.text(f"/customers/ada{query}"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_says_why_a_customer_is_in_a_segment_and_since_when(scene):
    row = scene.row
    put_segment(row.pk, "runners", {"name": "Runners", "where": "event_count >= 4"}, actor="user:1", now=NOW)
    turned(row)
    flush(row, [event(f"r{at}", "run", customer=scene.ada.id) for at in range(2)])
    turned(row)

    text = _text(scene)

    assert "Runners in it since Mar 1, 2026, 12:00:00 PM" in text
    assert "event_count is at least 4 actually 4" in text
    assert "Came into a segment" in text


def test_traits_are_shown_with_origin_and_time_and_those_in_vain_with_the_reason(scene):
    text = _text(scene)

    assert re.search(r"email ada@example\.com website · now", text)
    assert re.search(r"Stated, not applied plan pro Billing has the say here\. website", text)


def test_the_timeline_is_narrowed_by_topic(scene):
    everything = set(re.findall(r'<li class="row" data-row="([^"]+)"', scene.text("/customers/ada")))
    activity = re.findall(r'<li class="row" data-row="([^"]+)"', scene.text("/customers/ada?topic=activity"))

    assert (len(everything), len(activity)) == (2, 1)
    assert "Nothing of this kind happened so far." in _text(scene, "?topic=billing")


def test_every_entry_of_the_ledger_is_there(scene):
    for state, days in (("granted", 9), ("withdrawn", 1)):
        change = agreed(state, source=f"form {days}")
        record_consent(scene.row.pk, scene.ada.id, change=change, now=NOW - timedelta(days=days))

    text = _text(scene)

    assert "email · marketing Withdrawn 1 day ago" in text
    assert "email · marketing: Withdrawn form 1 · text v1 · test" in text
    assert "email · marketing: Given form 9 · text v1 · test" in text


def test_tags_lead_to_their_likes(scene):
    tag_customer(scene.row.pk, scene.ada.id, tag="podcast guest", actor="user:1", now=NOW)

    assert '<a class="plain-link" href="/customers?tag=podcast+guest">podcast guest</a>' in scene.text("/customers/ada")
