import pytest

from tenure.journeys.models import EnrollmentRow
from tests.journeys.scenes import saved
from tests.signals.streams import NOW, flush, signed_up
from tests.support.commands import command_line
from tests.support.workspaces import make_workspace

WHERE = ("--workspace", "Moveo")


@pytest.fixture
def tenure(home, state):
    with command_line(home, state.url) as tenure:
        yield tenure


@pytest.fixture
def moveo(state):
    row = make_workspace(shown=NOW)
    saved(row)
    flush(row, signed_up(1, 2, minutes=-4 * 24 * 60))
    return row


@pytest.mark.db
def test_a_simulation_is_printed_for_programs(moveo, tenure):
    said = tenure("simulate", "welcome", *WHERE, "--days", 30, "--json")

    assert (said["entered_count"], said["completed_count"], said["message_count"]) == (2, 2, 2)
    assert said["messages"] == [{"date": "2026-02-25", "channel": "email", "count": 2}]
    assert not EnrollmentRow.objects.exists()


def test_a_simulation_is_printed_for_people(moveo, tenure):
    said = tenure("simulate", "welcome", *WHERE)

    assert "entered       2" in said
    assert "pause  2 (2 arrivals)" in said
    assert "2026-02-25 email  2" in said
    assert "not invented" in said
