"""Share what is slow to make among end-to-end tests."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.house import House, environment, tenure


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that was made and not served, and what was printed."""

    home: Path
    facts: dict[str, Any]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Have a small demo, made once; nobody changes it."""
    home = tmp_path_factory.mktemp("demo") / "home"
    made = tenure(
        "demo", home, "--no-serve", "--json", "--customers", "30", "--days", "5", environment=environment(), timeout=180
    )
    assert made.returncode == 0, made.stderr
    return Demo(home, json.loads(made.stdout))


@pytest.fixture(scope="module")
def demo_copy(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Have a copy of the demo that only this file's tests change."""
    home = tmp_path_factory.mktemp("copy") / "home"
    shutil.copytree(demo.home, home)
    return House(home, environment(), demo.facts)
