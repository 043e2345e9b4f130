import re
from html import unescape

import pytest
from django.test import Client

from tenure.platform.services.create_workspace import issue_key
from tests.console.scenes import furnished
from tests.signals.streams import NOW

NUMBER = re.compile(r'data-number="([^"]+)"[^>]*>([^<]*)<')

pytestmark = pytest.mark.db


@pytest.fixture
def scene(state):
    return furnished()


def _overview(scene):
    key = issue_key(scene.row, kind="secret", name="server", now=NOW)
    answer = Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/overview")
    assert answer.status_code == 200
    return answer.json()


def _shown(page):
    return {name: int(re.sub(r"\D", "", text)) for name, text in NUMBER.findall(unescape(page))}


def test_the_overview_has_every_number_by_api(scene):
    overview = _overview(scene)

    assert {name: overview[name] for name in ("customers", "events", "in_journeys", "mails_sent")} == {
        "customers": 2,
        "events": 5,
        "in_journeys": 2,
        "mails_sent": 1,
    }
    assert overview["week"] == {"active_customer_count": 2, "event_count": 5, "entered_count": 0, "sent_count": 0}
    assert overview["days"][-1] == {
        "day": "2026-03-01",
        "customer_event_count": 4,
        "own_event_count": 0,
        "active_customer_count": 2,
        "entered_count": 0,
        "sent_count": 0,
    }
    assert overview["message_counts"] == {
        "queued": 0,
        "sending": 0,
        "sent": 1,
        "failed": 0,
        "unknown": 0,
        "refused": 1,
        "canceled": 0,
    }
    (journey,) = overview["journeys"]
    assert (journey["key"], journey["entered_count"], journey["here_count"]) == ("welcome", 2, 2)
    assert journey["nodes"][2] == {"id": "pause", "entered_count": 2, "here_count": 2}


def test_each_number_on_the_page_is_the_number_of_the_api(scene):
    overview, shown = _overview(scene), _shown(scene.text("/"))

    for name in ("customers", "events", "in_journeys", "mails_sent"):
        assert shown[name] == overview[name]
    assert {name: shown[f"message_counts.{name}"] for name in ("sent", "refused")} == {"sent": 1, "refused": 1}
    for node in overview["journeys"][0]["nodes"]:
        assert shown[f"{node['id']}.entered_count"] == node["entered_count"]
        assert shown.get(f"{node['id']}.here_count", 0) == node["here_count"]
