"""What the tests stand on holds."""

import fcntl
import os

import pytest

from tests.support.surroundings import scratch


def test_a_browser_shows_a_page(browser):
    page = browser.new_page()
    page.set_content("<title>Tenure</title>")

    title = page.title()
    page.close()

    assert title == "Tenure"


@pytest.mark.alone
def test_a_test_that_is_alone_keeps_the_others_out():
    with (scratch() / "inside.lock").open("w") as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)


def test_other_tests_run_side_by_side():
    with (scratch() / "inside.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)


def test_nobodys_own_settings_reach_a_test():
    own = {name: value for name, value in os.environ.items() if name.startswith("TENURE_") and "_TEST_" not in name}

    assert own == {"TENURE_HOME": str(scratch() / "home")}
