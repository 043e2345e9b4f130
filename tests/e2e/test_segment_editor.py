"""Make a segment in Chromium: rows, a live count, text and back, by keyboard, and without any script."""

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


def test_a_segment_is_made_of_rows_counted_while_it_is_filled_in_and_kept(house, browser, session):
    with _context(browser, house, storage_state=session) as context:
        page, said = _listened(context)
        page.goto("/segments/new-segment")
        page.get_by_label("Name").fill("Known by mail")
        # What is chosen decides which fields there are: they come anew.
        with page.expect_response("**/segments/**"):
            page.get_by_label("Trait", exact=True).select_option("event_count")
        with page.expect_response("**/segments/**"):
            page.get_by_label("Test").select_option("at_least")
        page.get_by_label("Value").fill("1")
        expect(page.locator("[data-number=preview]")).to_have_text("30")

        page.get_by_role("button", name="Row", exact=True).click()
        second = page.get_by_label("Trait", exact=True).nth(1)
        expect(second).to_be_focused()
        second.select_option("email")
        page.get_by_role("button", name="Write as text").click()
        text = page.get_by_label("For whom it holds")
        expect(text).to_be_focused()
        expect(text).to_have_value("event_count >= 1")

        text.fill("event_cont >= 1 AND email IS KNOWN")
        expect(page.locator("#live-count")).to_contain_text("column 1: nothing is called event_cont")
        text.fill("event_count >= 1 AND email IS KNOWN")
        expect(page.locator("[data-number=preview]")).to_have_text("30")
        page.get_by_role("button", name="Save the segment").click()

        expect(page.locator("[data-number=known_by_mail]")).to_have_text("30")
        assert page.url == f"{house.url}/segments/known_by_mail"
        assert said == []
    assert house.get("/segments/known_by_mail")["count"] == 30


def test_a_segment_is_made_without_a_script(house, browser, session):
    with _context(browser, house, storage_state=session, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/segments/new-segment")
        page.get_by_label("Name").fill("By hand")
        page.get_by_label("Trait", exact=True).select_option("event_count")
        page.get_by_role("button", name="Next").click()
        page.get_by_label("Value").fill("0")
        page.get_by_label("Test").select_option("more")
        page.get_by_label("Value").press("Enter")
        expect(page.locator("[data-number=preview]")).to_have_text("30")
        page.get_by_role("button", name="Save the segment").click()

        assert page.url == f"{house.url}/segments/by_hand"
    assert house.get("/segments/by_hand")["where"] == "event_count > 0"


def _context(browser: Browser, house: House, **more: Any) -> BrowserContext:
    return browser.new_context(base_url=house.url, locale="en-US", **more)


def _listened(context: BrowserContext) -> tuple[Page, list[str]]:
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said
