import re
from datetime import timedelta

import pytest

from tests.console.scenes import furnished
from tests.signals.scenes import turned
from tests.signals.streams import NOW

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def numbers(page):
    return {name: int(count) for name, count in re.findall(r'data-number="(\w+)"[^>]*>(\d+)<', page)}


def test_each_count_leads_to_the_customers_in_that_stage(scene):
    page = scene.text("/stages")

    assert numbers(page) == {"new": 2, "engaged": 0, "loyal": 0, "at_risk": 0, "canceled": 0, "won_back": 0}
    listed = re.findall(r'data-row="([^"]+)"', scene.text("/stages?stage=new"))
    assert listed == [scene.bora.public_id, scene.ada.public_id]
    assert "Nobody now." in scene.text("/stages?stage=loyal")
    assert "Nobody moved from stage to stage." in page


def test_whoever_moved_is_counted_by_step(scene):
    turned(scene.row, days=40)
    scene.row.clock_workspace_at = NOW + timedelta(days=40)
    scene.row.save()

    page = re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", scene.text("/stages"), flags=re.DOTALL))

    assert "New At risk 2" in page


def test_a_stage_that_is_none_is_nowhere(scene):
    assert scene.client.get("/stages?stage=bored").status_code == 404
    assert scene.client.get("/stages?stage=new&before=nobody").status_code == 404
