import pytest
from typer.testing import CliRunner

from tenure.journeys import queries as journeys
from tenure.project import cli
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


@pytest.mark.db
def test_a_playbook_is_shown_installed_and_then_nothing_differs(moveo, tenure):
    shown = tenure("playbook", "show", "after_cancel", *WHERE, "--locale", "en", "--json")
    assert journeys.journeys(moveo.pk) == []
    done = tenure("playbook", "install", "after_cancel", *WHERE, "--locale", "en", "--json")

    assert shown["changes"] == done["changes"]
    assert {each["act"] for each in done["changes"]} == {"create"}
    assert (shown["state"], done["state"]) == ("absent", "partly")
    assert [step["code"] for step in done["steps"]] == ["postal_address", "website_url", "publish"]
    assert [each.state for each in journeys.journeys(moveo.pk)] == ["draft"]
    assert tenure("playbook", "install", "after_cancel", *WHERE, "--locale", "en").startswith("Nothing differs.\n")


@pytest.mark.db
def test_playbooks_are_listed_with_what_is_here(moveo, tenure):
    tenure("playbook", "install", "welcome", *WHERE)

    listed = tenure("playbook", "list", *WHERE, "--json")["playbooks"]

    assert [(each["key"], each["state"]) for each in listed] == [
        ("after_cancel", "absent"),
        ("inactivity", "absent"),
        ("onboarding", "absent"),
        ("welcome", "installed"),
    ]
    assert tenure("playbook", "list", *WHERE).splitlines()[3].startswith("welcome       installed  One mail")


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (("install",), "Name the playbook"),
        (("install", "welcome", "--name", "x"), "Write 'x' as NAME=YOUR_EVENT."),
        (("install", "nope"), "There is no playbook 'nope'"),
    ],
)
def test_what_cannot_be_is_refused(moveo, tenure, said, complaint):
    ended = CliRunner().invoke(cli._assembled(), ["playbook", *said, *WHERE])

    assert ended.exit_code == 1
    assert complaint in str(ended.exception)
    assert journeys.journeys(moveo.pk) == []
