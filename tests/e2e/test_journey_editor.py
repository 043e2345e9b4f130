"""Make a journey in Chromium: put steps in by "+", change them, take a change back, save, activate, pause."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.browsing import listened, looking


def test_a_journey_is_made_changed_taken_back_saved_activated_and_paused(house, browser, session):
    with looking(browser, house, storage_state=session) as context:
        page, said = listened(context)
        page.goto("/journeys/_new")
        page.get_by_label("Name", exact=True).fill("Second chance")
        page.get_by_label("Key", exact=True).fill("second_chance")
        _insert(page, "entry", "done", "Send")
        _insert(page, "send", "done", "Wait")
        page.get_by_role("textbox", name="Days", exact=True).fill("5")
        page.get_by_role("button", name="Apply").click()
        expect(_box(page, "wait")).to_contain_text("5 days")

        _insert(page, "wait", "done", "Branch")
        expect(_box(page, "branch")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(_box(page, "branch")).to_have_count(0)
        expect(page.get_by_label("As text")).not_to_have_value("branch")

        _box(page, "send").click()
        page.get_by_text("Try two arms").click()
        for at, name in enumerate(("kind", "brief")):
            page.get_by_label("New arm: Name of the arm").nth(at).fill(name)
            page.get_by_label("New arm: Share (0 to 1)").nth(at).fill("0.6")
        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_text("Have shares that sum to 1.2")).to_be_visible()
        for name in ("kind", "brief"):
            page.get_by_label(f"{name}: Share (0 to 1)").fill("0.5")
        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_text("Another arm")).to_be_visible()
        expect(page.locator(".field-problem")).to_have_count(0)

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
        {
            "id": "send",
            "send": {"channel": "email", "template": "welcome"},
            "variants": [{"name": "kind", "share": 0.5}, {"name": "brief", "share": 0.5}],
        },
        {"id": "wait", "wait": {"days": 6}},
        {"id": "done", "end": {}},
    ]


def test_a_journey_is_changed_without_a_script(house, browser, session):
    with looking(browser, house, storage_state=session, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/journeys/welcome/edit")
        _insert(page, "pause", "done", "Tag")
        page.get_by_role("textbox", name="Tag to add").fill("welcomed")
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
