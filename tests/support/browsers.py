"""Drive pages in the Chromium of this machine."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.surroundings import chromium

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# What a person would see comes when the machine has time for it.
expect.set_options(timeout=60_000)


# Playwright keeps an event loop running in this thread; no longer than a file's tests, or those of other files that
# run a loop of their own could not.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Have Chromium, started once for all tests of a file."""
    executable = chromium()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Django would mistake that loop for an async view.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(executable_path=executable, args=[*FLAGS])
        yield started
        started.close()
