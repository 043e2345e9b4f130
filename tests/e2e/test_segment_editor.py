"""Make a segment in Chromium: rows, a live count, text and back, by keyboard, and without any script."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, Route, expect

from tests.e2e.browsing import listened, looking

CHANGES = "**/segments/form-change"
# What htmx calls an error when a later request takes the place of an earlier one.
REPLACED = ("htmx:afterRequest,", "htmx:sendAbort,")


def test_a_segment_is_made_of_rows_counted_while_it_is_filled_in_and_kept(house, browser, session):
    with looking(browser, house, storage_state=session) as context:
        page, said = listened(context, but=REPLACED)
        page.goto("/segments/new-segment")
        page.get_by_label("Name").fill("Known by mail")
        _fill_in_a_row(page)
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
        expect(page.locator("#live-count")).to_contain_text("column 1: Nothing is called event_cont;")
        text.fill("event_count >= 1 AND email IS KNOWN")
        expect(page.locator("[data-number=preview]")).to_have_text("30")
        page.get_by_role("button", name="Save the segment").click()

        expect(page.locator("[data-number=known_by_mail]")).to_have_text("30")
        assert page.url == f"{house.url}/segments/known_by_mail"
        assert said == []
    assert house.get("/segments/known_by_mail")["count"] == 30


def test_what_is_typed_while_the_rows_are_on_their_way_stays(house, browser, session):
    with looking(browser, house, storage_state=session) as context:
        page, said = listened(context, but=REPLACED)
        page.goto("/segments/new-segment")
        page.get_by_role("button", name="Row", exact=True).click()
        page.get_by_label("Trait", exact=True).nth(1).select_option("event_count")
        page.get_by_label("Test").select_option("at_least")

        held = _held_back(page)
        page.get_by_role("button", name="Remove this row").first.click()
        page.get_by_label("Name").fill("Typed meanwhile")
        page.get_by_label("Value").fill("1")
        held.release()

        expect(page.get_by_label("Trait", exact=True)).to_have_count(1)
        expect(page.get_by_label("Value")).to_have_value("1")
        expect(page.get_by_label("Name")).to_have_value("Typed meanwhile")
        expect(page.locator("[data-number=preview]")).to_have_text("30")

        held = _held_back(page)
        page.get_by_role("button", name="Row", exact=True).click()
        page.get_by_label("Value").fill("1000000")
        held.release()

        expect(page.get_by_label("Trait", exact=True)).to_have_count(2)
        expect(page.get_by_label("Value")).to_have_value("1000000")
        expect(page.get_by_label("Value")).to_be_focused()
        expect(page.locator("[data-number=preview]")).to_have_text("0")
        assert said == []


def test_rows_that_come_under_a_pressed_pointer_are_shown_when_it_is_released(house, browser, session):
    with looking(browser, house, storage_state=session) as context:
        page, said = listened(context, but=REPLACED)
        page.goto("/segments/new-segment")
        held = _held_back(page)
        page.get_by_role("button", name="Row", exact=True).click()
        page.get_by_role("heading", name="New segment").hover()
        page.mouse.down()
        with page.expect_response("**/segments/form-change"):
            held.release()
        page.mouse.up()

        expect(page.get_by_label("Trait", exact=True)).to_have_count(2)
        assert said == []


def test_a_segment_is_made_without_a_script(house, browser, session):
    with looking(browser, house, storage_state=session, java_script_enabled=False) as context:
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


@dataclass(slots=True)
class Held:
    """Requests that are kept from the server until they are released."""

    routes: list[Route] = field(default_factory=list)
    is_over: bool = False

    def take(self, route: Route) -> None:
        """Keep a request, or let it go on."""
        if self.is_over:
            route.continue_()
        else:
            self.routes.append(route)

    def release(self) -> None:
        """Let all go on, and hold no others."""
        self.is_over = True
        for route in self.routes:
            route.continue_()


def _held_back(page: Page) -> Held:
    held = Held()
    page.route(CHANGES, lambda route: held.take(route))  # noqa: PLW0108 - Playwright marks what it is given
    return held


def _fill_in_a_row(page: Page) -> None:
    page.get_by_label("Trait", exact=True).select_option("event_count")
    page.get_by_label("Test").select_option("at_least")
    page.get_by_label("Value").fill("1")
