import re

import pytest

from tests.console.scenes import furnished

pytestmark = pytest.mark.usefixtures("state")


def test_a_journey_is_played_over_the_days_that_the_address_names(state):
    scene = furnished()

    page = scene.text("/journeys/welcome/simulation?days=7")

    assert re.findall(r'data-number="entered">(\d+)<', page) == ["2"]
    assert 'href="?days=7" aria-current="true"' in page
    assert "consent, caps and quiet hours are not applied" in page
    assert 'role="alert"' in scene.text("/journeys/welcome/simulation?days=99999")
    assert scene.client.get("/journeys/gone/simulation").status_code == 404
