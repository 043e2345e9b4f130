"""The pages of a small demo, in Chromium: light, dark and 400 px, live, and true to the API."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from segment.analytics import Client

from tests.e2e.house import House, served

LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 400, "height": 860}},
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
HEAVIEST = 60 * 1024
LIVE_WITHIN = 2.0


@dataclass(slots=True)
class Watched:
    """A page under watch: what it asked for, what it said, how much it weighed."""

    page: Page
    base: str
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    weight: int = 0

    @property
    def external(self) -> list[str]:
        """Return what was asked of others."""
        return [url for url in self.requests if not url.startswith((self.base, "data:", "blob:"))]


@pytest.fixture(scope="module")
def house(demo_copy) -> Iterator[House]:
    """Have the demo served with its clock frozen, so that nothing happens but what a test does."""
    with served(demo_copy):
        demo_copy.api("PUT", "/clock", json={"rate": 0})
        yield demo_copy


@pytest.fixture(scope="module")
def session(house, browser) -> Any:
    """Have a session, by the form that people use."""
    with _context(browser, house) as context:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(house.keys["email"])
        page.get_by_label("Password").fill(house.keys["password"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_selector("[data-number]")
        return context.storage_state()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_silent_and_fits(name, look, house, browser, session):
    with _context(browser, house, look, storage_state=session) as context:
        watched = _watched(context, house)

        watched.page.goto(_path(house, name), wait_until="load")
        _settle(watched.page)

        assert watched.external == []
        assert watched.said == []
        assert watched.weight <= HEAVIEST
        assert _overflow(watched.page) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_the_sign_in_page_is_light_silent_and_fits(look, house, browser):
    with _context(browser, house, look) as context:
        watched = _watched(context, house)

        watched.page.goto("/", wait_until="load")
        _settle(watched.page)

        expect(watched.page.get_by_label("Password")).to_be_visible()
        assert (watched.external, watched.said) == ([], [])
        assert watched.weight <= HEAVIEST
        assert _overflow(watched.page) == 0


def test_every_number_of_the_overview_is_the_apis(house, browser, session):
    with _context(browser, house, storage_state=session) as context:
        page = context.new_page()
        page.goto("/")
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
    with _context(browser, house, storage_state=session) as context:
        watched = _watched(context, house)
        page = watched.page
        page.goto("/", wait_until="load")
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
    (message,) = house.get("/customers/u30/messages")["items"]
    with _context(browser, house, storage_state=session) as context:
        page = context.new_page()
        page.goto("/catcher")
        page.locator("ol.rows a.row").first.click()
        shown = page.frame_locator("iframe").locator("body")

        expect(shown).to_contain_text("Moveo")
        caught = context.request.get(page.url.rstrip("/") + "/raw").body()
        sent = context.request.get(f"{house.url}/messages/{message['id']}/raw").body()

    assert caught == sent == house.api("GET", f"/messages/{message['id']}/raw").content


def _context(browser: Browser, house: House, look: str = "light", **more: Any) -> BrowserContext:
    return browser.new_context(base_url=house.url, locale="en-US", **LOOKS[look], **more)


def _watched(context: BrowserContext, house: House) -> Watched:
    page = context.new_page()
    watched = Watched(page, house.url)
    page.on("request", lambda request: watched.requests.append(request.url))
    page.on("console", lambda message: watched.said.append(message.text))
    page.on("pageerror", lambda error: watched.said.append(str(error)))
    network = context.new_cdp_session(page)
    network.send("Network.enable")

    def weigh(finished: dict[str, Any]) -> None:
        watched.weight += int(finished["encodedDataLength"])

    network.on("Network.loadingFinished", weigh)
    return watched


def _settle(page: Page) -> None:
    """Wait until the page has done what it does by itself; its live stream stays open."""
    page.wait_for_timeout(400)


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
    (journey,) = api["journeys"]
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
