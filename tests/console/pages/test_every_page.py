"""What holds for each page of the console."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tenure.signals.services.refresh import refresh
from tenure.signals.services.save_definitions import save_segment, save_trait
from tests.console.scenes import browser, furnished
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.usefixtures("state")

ADDRESSES = (
    "/",
    "/overview/live",
    "/insights",
    "/insights/new_customers",
    "/insights/new_customers?week=2026-02-23",
    "/cohorts",
    "/cohorts?split=plan",
    "/map",
    "/where-to-start",
    "/where-to-start?group=in_no_journey",
    "/alerts",
    "/customers",
    "/customers?q=ada",
    "/customers?q=nobody",
    "/customers/ada",
    "/segments",
    "/segments/new-segment",
    "/segments/eager",
    "/segments/eager/edit",
    "/stages",
    "/stages?stage=new",
    "/traits",
    "/traits/new-trait",
    "/traits/plan",
    "/traits/signups_7d",
    "/events",
    "/events?day=2026-03-01",
    "/events?day=2020-01-01",
    "/journeys",
    "/journeys/welcome?node=pause",
    "/journeys/welcome?node=pause&here=1",
    "/journeys/welcome?here=1",
    "/journeys/welcome?node=done",
    "/journeys/welcome?node=hello&here=1",
    "/journeys/_new",
    "/journeys/welcome/edit",
    "/journeys/welcome/versions",
    "/journeys/welcome/activation",
    "/journeys/welcome/move",
    "/journeys/welcome/quarantine",
    "/journeys/welcome/simulation?days=7",
    "/experiments",
    "/experiments?rate=5&customers=4000&holdout=10",
    "/playbooks",
    "/playbooks/inactivity?locale=ko",
    "/templates",
    "/templates/_new",
    "/templates/welcome",
    "/content",
    "/content/_new",
    "/snippets/_new",
    "/channels",
    "/channels/sms",
    "/messages",
    "/messages?channel=email&class=marketing&reason=no_consent",
    "/messages?state=sent",
    "/messages?state=failed",
    "/catcher",
    "/dead-letters",
    "/dead-letters?code=unknown",
    "/keys",
    "/audit",
    "/audit?act=journey.saved",
    "/audit?actor=user:9",
    "/help",
)
HEAVIEST = 60_000


@pytest.fixture
def scene(state):
    found = furnished()
    workspace = found.row.to_value()
    save_trait(workspace.id, "signups_7d", {"event": "signed_up", "window": "7d"}, now=NOW)
    save_segment(workspace.id, "eager", "Eager", {"where": "signups_7d > 0 AND plan IS KNOWN"}, now=NOW)
    refresh(workspace, NOW)
    return found


def _addresses(scene):
    message = reverse("console:message", args=[scene.sent.public_id])
    waiting = reverse("console:message", args=[scene.refused.public_id])
    return [*ADDRESSES, message, waiting, reverse("console:caught", args=[scene.caught.pk])]


@pytest.mark.parametrize("language", ["en", "ko", "pl"])
def test_every_page_is_shown_in_every_language(scene, language):
    scene.client.cookies["django_language"] = language

    for address in _addresses(scene):
        page = scene.text(address)
        assert address == "/overview/live" or f'<html lang="{language}"' in page


def test_no_page_holds_a_script_or_a_style_of_its_own(scene):
    for address in _addresses(scene):
        page = scene.text(address)
        assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page) == [], address


def test_no_page_asks_for_anything_from_elsewhere(scene):
    for address in _addresses(scene):
        loaded = re.findall(r'(?:src|href|action|hx-get)="([^"]*)"', scene.text(address))
        assert [link for link in loaded if not link.startswith(("/", "#", "?"))] == [], address


def test_what_customers_say_is_only_text(scene):
    for address in ("/", "/customers", "/customers/ada", "/messages"):
        page = scene.text(address)
        assert "&lt;b&gt;Kowalska" in page
        assert "<b>Kowalska" not in page


def test_a_page_with_everything_it_loads_is_light(scene):
    flush(scene.row, [event(f"many-{at}", "workout_logged", customer=scene.ada.id, minutes=at) for at in range(60)])

    for address in _addresses(scene):
        page = scene.text(address)
        files = [Path(finders.find(name)) for name in set(re.findall(r'(?:src|href)="/static/([^"]+)"', page))]
        loaded = [page.encode(), *(file.read_bytes() for file in files)]
        assert sum(len(gzip.compress(each)) for each in loaded) <= HEAVIEST, address


def test_a_stranger_sees_no_page(scene):
    for address in _addresses(scene):
        answer = Client(headers={"host": "localhost"}).get(address)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/login/"), address


def test_somebody_of_another_workspace_sees_nothing_of_this_one(scene):
    other = browser(make_workspace("Other"), email="eve@example.com")

    for address in (
        f"/customers/{scene.ada.public_id}",
        f"/messages/{scene.sent.public_id}",
        f"/messages/{scene.sent.public_id}/body",
        f"/messages/{scene.sent.public_id}/raw",
        f"/catcher/{scene.caught.pk}",
        f"/catcher/{scene.caught.pk}/raw",
    ):
        assert other.get(address).status_code == 404, address


def test_a_role_opens_only_its_pages_and_is_shown_only_the_way_to_those(scene):
    viewer = browser(scene.row, role="viewer", email="vic@example.com")

    page = viewer.get("/").content.decode()
    refused = viewer.get("/customers")

    assert re.findall(r'data-key="(\w)"', page) == ["o", "n", "r", "f", "g", "a", "j", "x"]
    assert refused.status_code == 403
    assert "Your role does not open this page" in refused.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/customers/nobody",
        "/customers?before=nobody",
        "/events?day=soon",
        "/journeys/gone",
        "/journeys/welcome?node=gone",
        "/journeys/welcome?node=",
        "/journeys/welcome?node=gone&here=1",
        "/journeys/welcome?before=soon",
        "/events?before=soon",
        "/messages/msg_1",
        "/x",
    ],
)
def test_an_address_that_names_nothing_says_so(scene, address):
    answer = scene.client.get(address)

    assert answer.status_code == 404
    assert "Nothing is here" in answer.content.decode()


def test_pages_only_show(scene):
    for address in _addresses(scene):
        assert scene.client.post(address).status_code == 405, address


def test_lists_go_on_page_by_page_until_their_end(scene):
    flush(scene.row, [event(f"many-{at}", "login", customer=scene.ada.id) for at in range(60)])

    first = scene.text("/events")
    (older,) = re.findall(r'href="(\?before=[^"]+)"', first)
    second = scene.text(f"/events{older}")

    rows = [*re.findall(r'data-row="([^"]+)"', first), *re.findall(r'data-row="([^"]+)"', second)]
    assert len(rows) == len(set(rows)) == 65
    assert 'href="?"' in second


def test_times_are_those_of_the_workspace(scene):
    scene.row.time_zone = "Asia/Seoul"
    scene.row.save()

    assert "Mar 1, 2026, 9:00:00" in scene.text("/customers/ada")
    assert NOW.hour == 12
