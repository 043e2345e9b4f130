import pytest
from typer.testing import CliRunner

from tenure.journeys import queries as journeys
from tenure.project import cli
from tests.playbooks.files.test_files import FILES, laid
from tests.support.commands import command_line
from tests.support.workspaces import make_workspace

WHERE = ("--workspace", "Moveo")


@pytest.fixture
def tenure(home, state):
    with command_line(home, state.url) as tenure:
        yield tenure


@pytest.fixture
def moveo(state):
    return make_workspace()


@pytest.fixture
def folder(tmp_path):
    return laid(tmp_path / "house", FILES)


@pytest.mark.db
def test_plan_apply_plan_and_pull_agree(moveo, tenure, folder, tmp_path):
    planned = tenure("plan", folder, *WHERE, "--json")
    done = tenure("apply", folder, *WHERE, "--json")

    assert {each["act"] for each in planned["changes"]} == {"create", "change"}
    assert {(each["kind"], each["key"]) for each in done["done"]} == {
        (each["kind"], each["key"]) for each in planned["changes"]
    }
    assert tenure("plan", folder, *WHERE) == "Nothing differs.\n"
    assert tenure("apply", folder, *WHERE) == "Nothing was changed.\n"
    pulled = tenure("pull", tmp_path / "other", *WHERE, "--json")
    assert (pulled["journeys"], pulled["traits"], pulled["settings"]) == (1, 2, 1)
    assert tenure("plan", tmp_path / "other", *WHERE, "--prune") == "Nothing differs.\n"


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_what_is_wrong_is_told_with_its_place_and_fails_the_command(command, moveo, tenure, folder):
    laid(folder, {"segments/busy_ones.yaml": "name: x\nwhere: busy = = TRUE\n"})

    ended = CliRunner().invoke(cli._assembled(), [command, str(folder), *WHERE])

    assert ended.exit_code == 1
    assert "busy_ones.yaml:2:where: " in ended.stderr
    assert [each.key for each in journeys.journeys(moveo.pk)] == (["welcome"] if command == "apply" else [])
