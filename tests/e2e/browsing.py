"""Look at a served house with Chromium."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.house import House

WIDE = {"width": 1280, "height": 900}
# A busy machine takes its time.
LONGEST = 90_000


def looking(browser: Browser, house: House, **more: Any) -> BrowserContext:
    """Return a browser of its own that looks at a house, in English and on a wide screen unless told otherwise."""
    context = browser.new_context(**{"base_url": house.url, "locale": "en-US", "viewport": WIDE} | more)
    context.set_default_timeout(LONGEST)
    return context


def listened(context: BrowserContext, *, but: Sequence[str] = ()) -> tuple[Page, list[str]]:
    """Return a new page, and what it says on its console, but for what begins with one of some words."""
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: None if message.text.startswith(tuple(but)) else said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said
