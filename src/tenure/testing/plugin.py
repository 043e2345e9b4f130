"""Give tests a house: `pytest_plugins = ["tenure.testing.plugin"]` in a `conftest.py`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenure.testing.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Have an empty house that only this test sees."""
    with House(tmp_path / "house") as opened:
        yield opened
