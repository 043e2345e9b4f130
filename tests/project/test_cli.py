import subprocess
import sys
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import pytest

from tenure.project import cli
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


def test_what_commands_there_are_is_said_without_loading_django():
    asked = (
        "import atexit, sys; atexit.register(lambda: print('django' in sys.modules));"
        "from tenure.project.cli import main; main()"
    )

    said = subprocess.run([sys.executable, "-c", asked, "--help"], capture_output=True, text=True, check=True).stdout

    assert "Serve tracking, console, API and worker on one port" in said
    assert said.splitlines()[-1] == "False"


def test_the_list_says_of_each_command_what_the_command_says_of_itself():
    listed = {name: cli._summary(module) for name, module in cli._names().items()}

    assert listed == {name: getdoc(import_module(module).command) for name, module in cli._names().items()}
    assert {"import", "init", "serve"} < listed.keys()


def test_a_command_that_does_not_exist_is_refused(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["tenure", "nope"])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 2
    assert "No such command 'nope'." in capsys.readouterr().err
