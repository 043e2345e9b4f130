import html
import re

import pytest

from tenure.journeys import queries as journeys
from tenure.messaging import queries as messaging
from tests.console.scenes import browser, furnished

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def _installed(scene, key, **more):
    return scene.client.post(f"/playbooks/{key}/install", {"locale": ["en", "ko", "pl"]} | more)


def test_each_playbook_says_what_it_does_and_whether_its_events_arrive(scene):
    page = scene.text("/playbooks")

    assert re.findall(r'data-row="(\w+)"', page) == ["after_cancel", "inactivity", "onboarding", "welcome"]
    events = {
        name: tone
        for tone, name in re.findall(r'tone-(\w+)" title="[^"]*">(?:(?!</span>).)*</svg>(\w+)</span>', page, re.DOTALL)
    }
    assert (events["signed_up"], events["subscription_canceled"]) == ("good", "warn")


def test_installing_leads_to_the_journey_which_is_a_draft(scene):
    answer = _installed(scene, "onboarding", **{"name.key_action": "workout_completed"})

    assert (answer.status_code, answer.url) == (302, "/journeys/onboarding")
    assert journeys.definition(scene.row.pk, "onboarding")[0] == "draft"
    assert {each.locale for each in messaging.templates(scene.row.pk)} >= {"en", "ko", "pl"}
    page = scene.text("/playbooks/onboarding")
    assert "Everything is here as it was brought." in page
    assert 'name="name.key_action" maxlength="200" value="workout_completed"' in page


def test_a_playbook_is_read_in_each_language_before_it_is_there(scene):
    page = scene.text("/playbooks/inactivity?template=inactivity_benefit&locale=pl")

    assert "Coś specjalnie dla Ciebie" in page
    (frame,) = re.findall(r'<iframe[^>]*src="([^"]+)" sandbox ', page)
    body = scene.client.get(html.unescape(frame))
    assert "Godzina z naszym zespołem" in body.content.decode()
    assert body["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_what_is_left_to_do_is_said_with_the_place(scene):
    _installed(scene, "after_cancel")

    page = scene.text("/playbooks/after_cancel")

    assert 'href="/channels">Set a postal address' in page
    assert 'href="/content/return_offer">return_offer</a>' in page


@pytest.mark.parametrize(
    ("more", "said"),
    [({"locale": []}, "A playbook speaks one language at least"), ({"name.key_action": '"'}, "cannot be the name of")],
)
def test_what_cannot_be_is_said_and_nothing_comes(scene, more, said):
    answer = _installed(scene, "onboarding", **more)

    assert answer.status_code == 422
    assert said in html.unescape(answer.content.decode())
    assert [each.key for each in journeys.journeys(scene.row.pk)] == ["welcome"]


def test_who_may_not_write_installs_nothing(scene):
    analyst = browser(scene.row, role="analyst", email="ann@example.com")

    page = analyst.get("/playbooks/onboarding")
    refused = analyst.post("/playbooks/onboarding/install", {"locale": ["en"]})

    assert (page.status_code, refused.status_code) == (200, 403)
    assert "Install</button>" not in page.content.decode()


@pytest.mark.parametrize("address", ["/playbooks/nope", "/playbooks/welcome/body?template=nope&locale=en"])
def test_an_unknown_playbook_is_not_there(scene, address):
    assert scene.client.get(address).status_code == 404
