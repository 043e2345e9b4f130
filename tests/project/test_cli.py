from pathlib import Path

import pytest

from tenure.project.cli import chosen_home


@pytest.fixture(autouse=True)
def _no_home_in_the_environment(monkeypatch):
    monkeypatch.delenv("TENURE_HOME", raising=False)


@pytest.mark.parametrize("arguments", [["serve", "--home", "/srv/tenure"], ["verify", "--json", "--home=/srv/tenure"]])
def test_the_command_line_names_the_home(arguments):
    assert chosen_home(arguments) == Path("/srv/tenure")


def test_the_demo_keeps_out_of_a_home_somebody_works_in():
    assert chosen_home(["demo", "--customers", "30"]) == Path("demo-home")
    assert chosen_home(["serve"]) is None


def test_the_environment_decides_before_the_demo_does(monkeypatch):
    monkeypatch.setenv("TENURE_HOME", "/srv/tenure")

    assert chosen_home(["demo"]) is None
