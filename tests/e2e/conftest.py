"""Share what is slow to make among end-to-end tests."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.browsing import looking
from tests.e2e.house import House, environment, served, tenure
from tests.support.surroundings import locked, scratch, static_files

SMALL = ("--customers", "30", "--days", "5")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that was made and not served, and what was printed."""

    home: Path
    facts: dict[str, Any]


@pytest.fixture(scope="session", autouse=True)
def _home_ready(home_ready: None) -> None:
    """Have ready what homes begin with."""


@pytest.fixture(scope="session")
def demo() -> Demo:
    """Have a small demo, made by whoever comes first; nobody changes it."""
    home, facts = scratch() / "demo", scratch() / "demo-facts.json"
    with locked("demo"):
        if not facts.exists():
            shutil.copytree(static_files(), home / "static")
            made = tenure("demo", home, *SMALL, "--no-serve", "--json", environment=environment(), timeout=600)
            assert made.returncode == 0, made.stderr
            facts.write_text(made.stdout)
    return Demo(home, json.loads(facts.read_text()))


@pytest.fixture(scope="module")
def demo_copy(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Have a copy of the demo that only this file's tests change."""
    home = tmp_path_factory.mktemp("copy") / "home"
    shutil.copytree(demo.home, home)
    return House(home, environment(), demo.facts)


@pytest.fixture(scope="module")
def house(demo_copy: House) -> Iterator[House]:
    """Have that copy served with its clock frozen, so that nothing happens but what a test does."""
    with served(demo_copy):
        demo_copy.api("PUT", "/clock", json={"rate": 0})
        yield demo_copy


@pytest.fixture(scope="module")
def session(house: House, browser: Browser) -> Any:
    """Have a session in that house, by the form that people use."""
    with looking(browser, house) as context:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(house.keys["email"])
        page.get_by_label("Password").fill(house.keys["password"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_selector("[data-number]")
        return context.storage_state()
