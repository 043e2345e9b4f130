"""The pages of a small demo, in Chromium: light, dark, 400 px and in each language, live, and true to the API.

Each page once, in the light; the pages that people see most in every way, and all in every way for a release.
"""

import re
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from segment.analytics import Client

from tests.e2e.browsing import listened, looking
from tests.e2e.house import House

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 400, "height": 860}},
    "ko": {"locale": "ko-KR"},
    "pl": {"locale": "pl-PL"},
}
PAGES = (
    "overview",
    "customers",
    "customer",
    "events",
    "journeys",
    "journey",
    "messages",
    "message",
    "catcher",
    "caught",
    "dead-letters",
    "import",
    "keys",
    "audit",
)
KEY_PAGES = {"overview", "customers", "customer", "journey", "messages", "message"}
CASES = [
    pytest.param(name, look, id=f"{name}-{look}", marks=[] if is_key or look == "light" else pytest.mark.release)
    for name, is_key in ((name, name in KEY_PAGES) for name in PAGES)
    for look in LOOKS
]
HEAVIEST = 60 * 1024
LIVE_WITHIN = 2.0
# With the numbers of one of its journeys.
OVERVIEW = "/?journey=welcome"


@dataclass(slots=True)
class Watched:
    """A page under watch: what it asked for, what it said, how much it weighed."""

    page: Page
    base: str
    said: list[str]
    requests: list[str] = field(default_factory=list)
    weight: int = 0

    @property
    def external(self) -> list[str]:
        """Return what was asked of others."""
        return [url for url in self.requests if not url.startswith((self.base, "data:", "blob:"))]


@pytest.mark.parametrize(("name", "look"), CASES)
def test_a_page_is_light_silent_and_fits(name, look, house, browser, session):
    with looking(browser, house, storage_state=session, **LOOKS[look]) as context:
        watched = _watched(context, house)

        watched.page.goto(_path(house, name), wait_until="load")
        _settle(watched.page)

        assert watched.page.locator("html").get_attribute("lang") == _language(look)
        assert watched.external == []
        assert watched.said == []
        assert watched.weight <= HEAVIEST
        assert _overflow(watched.page) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_the_sign_in_page_is_light_silent_and_fits(look, house, browser):
    with looking(browser, house, **LOOKS[look]) as context:
        watched = _watched(context, house)

        watched.page.goto("/", wait_until="load")
        _settle(watched.page)

        expect(watched.page.locator("input[type=password]")).to_be_visible()
        assert watched.page.locator("html").get_attribute("lang") == _language(look)
        assert (watched.external, watched.said) == ([], [])
        assert watched.weight <= HEAVIEST
        assert _overflow(watched.page) == 0


def test_every_number_of_the_overview_is_the_apis(house, browser, session):
    with looking(browser, house, storage_state=session) as context:
        page = context.new_page()
        page.goto(OVERVIEW)
        api = house.get("/overview")

        assert _numbers(page) == _numbers_of(api)
        week = api["week"]
        assert [_digits(text) for text in page.locator(".tile-note b").all_inner_texts()] == [
            week["active_customer_count"],
            week["event_count"],
            week["entered_count"],
            week["sent_count"],
        ]
        days = [day["customer_event_count"] + day["own_event_count"] for day in api["days"]]
        assert _bars(page) == days


def test_an_event_of_a_public_client_appears_within_two_seconds_and_changes_nothing_else(
    house, browser, session, capsys
):
    with looking(browser, house, storage_state=session) as context:
        watched = _watched(context, house)
        page = watched.page
        page.goto(OVERVIEW, wait_until="load")
        expect(page.locator("body")).to_have_attribute("data-live-state", "on")
        page.evaluate("window.sameDocument = true")
        before, newest = _numbers(page), page.locator("#live-events li").first.get_attribute("data-row")
        asked = len(watched.requests)
        page.wait_for_timeout(1_500)
        idle = watched.requests[asked:]

        began = time.monotonic()
        _track(house, "u30", "goal_reached", {"goal": "run_10_km"})
        page.wait_for_function("was => document.querySelector('#live-events li').dataset.row !== was", arg=newest)
        seconds = time.monotonic() - began
        _settle(page)

        assert idle == []
        assert seconds <= LIVE_WITHIN
        assert "run_10_km" in page.locator("#live-events li").first.inner_text()
        assert page.evaluate("window.sameDocument") is True
        assert _numbers(page) == before | {"events": before["events"] + 1} == _numbers_of(house.get("/overview"))
        assert (watched.external, watched.said) == ([], [])
    with capsys.disabled():
        print(f"\nevent of a public client to screen: {seconds * 1000:.0f} ms")


def test_a_caught_mail_is_shown_as_the_catcher_received_it(house, browser, session):
    with looking(browser, house, storage_state=session) as context:
        page = context.new_page()
        page.goto("/catcher")
        page.locator("ol.rows a.row").first.click()
        shown = page.frame_locator("iframe").locator("body")
        caught = context.request.get(page.url.rstrip("/") + "/raw").body()
        mail = message_from_bytes(caught, policy=policy.default)
        html = mail.get_body(("html",)).get_content()
        text = page.evaluate("html => new DOMParser().parseFromString(html, 'text/html').body.textContent", html)

        expect(shown).to_have_text(" ".join(text.split()))
        said = {each["message_id"]: each["id"] for each in house.get("/messages?limit=500")["items"]}
        sent = context.request.get(f"{house.url}/messages/{said[mail['Message-ID']]}/raw").body()

    assert caught == sent == house.api("GET", f"/messages/{said[mail['Message-ID']]}/raw").content


def _watched(context: BrowserContext, house: House) -> Watched:
    page, said = listened(context)
    watched = Watched(page, house.url, said)
    page.on("request", lambda request: watched.requests.append(request.url))
    network = context.new_cdp_session(page)
    network.send("Network.enable")

    def weigh(finished: dict[str, Any]) -> None:
        watched.weight += int(finished["encodedDataLength"])

    network.on("Network.loadingFinished", weigh)
    return watched


def _settle(page: Page) -> None:
    """Wait until the page has done what it does by itself; its live stream stays open."""
    page.wait_for_timeout(400)


def _language(look: str) -> str:
    return str(LOOKS[look].get("locale", "en"))[:2]


def _path(house: House, name: str) -> str:
    match name:
        case "overview":
            return "/"
        case "customer":
            return f"/customers/{house.get('/customers/u30')['id']}"
        case "journey":
            return "/journeys/welcome"
        case "message":
            return f"/messages/{house.get('/customers/u30/messages')['items'][0]['id']}"
        case "caught":
            return "/catcher/1"
        case _:
            return f"/{name}"


def _numbers(page: Page) -> dict[str, int]:
    read = "all => all.map(each => [each.dataset.number, each.textContent])"
    return {name: _digits(text) for name, text in page.locator("[data-number]").evaluate_all(read)}


def _numbers_of(api: dict[str, Any]) -> dict[str, int]:
    """Return the numbers that the page should show; what is zero at a node is not drawn."""
    (journey,) = (each for each in api["journeys"] if each["key"] == "welcome")
    nodes = {
        f"{node['id']}.{count}": node[count]
        for node in journey["nodes"]
        for count in ("entered_count", "here_count")
        if count == "entered_count" or node[count]
    }
    states = {f"message_counts.{state}": count for state, count in api["message_counts"].items() if count}
    return {name: api[name] for name in ("customers", "events", "in_journeys", "mails_sent")} | nodes | states


def _bars(page: Page) -> list[int]:
    labels = page.locator(".bars a").evaluate_all("all => all.map(each => each.getAttribute('aria-label'))")
    return [_digits(label.rpartition(":")[2]) for label in labels]


def _digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _overflow(page: Page) -> int:
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(width))


def _track(house: House, user_id: str, event: str, properties: dict[str, str]) -> None:
    client = Client(house.keys["write_key"], host=house.url)
    client.track(user_id, event, properties)
    client.shutdown()
