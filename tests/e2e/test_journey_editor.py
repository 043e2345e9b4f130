"""Make a journey in Chromium: put steps in by "+", change them, take a change back, save, activate, pause."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.house import House, served


@pytest.fixture(scope="module")
def house(demo_copy) -> Iterator[House]:
    """Have the demo served with its clock frozen."""
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


def test_a_journey_is_made_changed_taken_back_saved_activated_and_paused(house, browser, session):
    with _context(browser, house, storage_state=session) as context:
        page, said = _listened(context)
        page.goto("/journeys/_new")
        page.get_by_label("Name", exact=True).fill("Second chance")
        page.get_by_label("Key", exact=True).fill("second_chance")
        _insert(page, "entry", "done", "Send")
        _insert(page, "send", "done", "Wait")
        page.get_by_label("Days", exact=True).fill("5")
        page.get_by_role("button", name="Apply").click()
        expect(_box(page, "wait")).to_contain_text("5 days")

        _insert(page, "wait", "done", "Branch")
        expect(_box(page, "branch")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(_box(page, "branch")).to_have_count(0)
        expect(page.get_by_label("As text")).not_to_have_value("branch")

        text = page.get_by_label("As text")
        text.fill(text.input_value().replace("days: 5", "days: 6"))
        page.get_by_role("button", name="Draw the text").click()
        expect(_box(page, "wait")).to_contain_text("6 days")
        page.get_by_role("button", name="Save as the next version").click()

        page.wait_for_url("**/journeys/second_chance")
        page.get_by_role("link", name="Activate").click()
        page.get_by_role("button", name="Activate").click()
        page.wait_for_url("**/journeys/second_chance")
        expect(page.get_by_text("Active · version 1")).to_be_visible()
        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_text("Paused · version 1")).to_be_visible()
        assert said == []
    kept = house.get("/journeys/second_chance")
    assert (kept["version"], kept["state"]) == (1, "paused")
    assert kept["definition"]["nodes"] == [
        {"id": "send", "send": {"channel": "email", "template": "welcome"}},
        {"id": "wait", "wait": {"days": 6}},
        {"id": "done", "end": {}},
    ]


def test_a_journey_is_changed_without_a_script(house, browser, session):
    with _context(browser, house, storage_state=session, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/journeys/welcome/edit")
        _insert(page, "pause", "done", "Tag")
        page.get_by_label("Tag to add").fill("welcomed")
        page.get_by_role("button", name="Save as the next version").click()

        assert page.url == f"{house.url}/journeys/welcome"
        assert page.get_by_role("link", name="Activate version 2").count() == 1
    shown = house.get("/journeys/welcome/versions/2")
    assert shown["differences"] == [
        {"field": "node tag", "before": None, "after": {"tag": {"add": "welcomed"}}},
    ]


def _insert(page: Page, source: str, target: str, kind: str) -> None:
    page.get_by_role("button", name=f"Put a step between {source} and {target}").click()
    page.get_by_role("button", name=kind, exact=True).click()
    page.get_by_role("heading", name=kind).wait_for()


def _box(page: Page, node: str) -> Any:
    return page.locator(f'button[data-node="{node}"]')


def _context(browser: Browser, house: House, **more: Any) -> BrowserContext:
    return browser.new_context(base_url=house.url, viewport={"width": 1440, "height": 900}, **more)


def _listened(context: BrowserContext) -> tuple[Page, list[str]]:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said
