"""Share what is slow to make among end-to-end tests."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.house import House, environment, tenure
from tests.support.surroundings import locked, scratch

SMALL = ("--customers", "30", "--days", "5")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that was made and not served, and what was printed."""

    home: Path
    facts: dict[str, Any]


@pytest.fixture(scope="session", autouse=True)
def _tables(tables_ready: None) -> None:
    """Have the tables ready that homes begin with."""


@pytest.fixture(scope="session")
def demo() -> Demo:
    """Have a small demo, made by whoever comes first; nobody changes it."""
    home, facts = scratch() / "demo", scratch() / "demo-facts.json"
    with locked("demo"):
        if not facts.exists():
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
