from datetime import date, timedelta

import pytest

from tenure.experiments import queries
from tenure.experiments.models import LookRow
from tenure.experiments.rules.settings import Settings
from tenure.experiments.services.save_settings import save_settings
from tenure.experiments.services.take_looks import take_looks
from tests.experiments.scenes import offered, outcomes
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db


def lived(workspace, *, days):
    """Turn the worker three times on each of some days; return how many looks were taken."""
    hours = (2, 3, 8)
    return sum(take_looks(workspace, NOW + timedelta(days=day, hours=hour)) for day in range(days) for hour in hours)


def test_each_day_is_looked_at_once_however_often_the_worker_turns(database, monkeypatch):
    workspace = make_workspace().to_value()
    source = offered(monkeypatch, outcomes(days=5, treated=10, control=10))

    taken = lived(workspace, days=4)

    looks = queries.looks(workspace.id, source)["journey"]
    assert taken == 4
    assert [look.date for look in looks] == [date(2026, 3, day) for day in (1, 2, 3, 4)]
    assert [look.treated.met for look in looks] == [800, 1600, 2400, 3200]
    assert [look.boundary.time for look in looks] == pytest.approx([1 / 28, 1 / 28, 2 / 28, 3 / 28])


def test_looks_end_when_a_difference_is_told(database, monkeypatch):
    workspace = make_workspace().to_value()
    source = offered(monkeypatch, outcomes(days=9, treated=30, control=10))

    lived(workspace, days=9)

    looks = queries.looks(workspace.id, source)["journey"]
    assert [look.has_crossed for look in looks] == [False] * (len(looks) - 1) + [True]
    assert len(looks) < 9
    assert queries.next_look_at(workspace) is None


def test_a_look_asks_for_what_was_planned_at_the_first_also_when_settings_change(database, monkeypatch):
    workspace = make_workspace().to_value()
    source = offered(monkeypatch, outcomes(days=5, treated=10, control=10))
    lived(workspace, days=1)

    save_settings(workspace.id, Settings(looks=2), actor="user:1", now=NOW)
    lived(workspace, days=3)

    assert queries.planned(workspace.id, source)["journey"].looks == 28
    assert queries.looks(workspace.id, source)["journey"][-1].boundary.time == pytest.approx(2 / 28)


def test_a_paused_experiment_and_one_without_people_are_not_looked_at(database, monkeypatch):
    workspace = make_workspace().to_value()
    offered(monkeypatch, outcomes(days=1, treated=10, control=10), is_running=False)
    paused = take_looks(workspace, NOW)
    offered(monkeypatch, outcomes(days=1, treated=10, control=10, entering=(100, 0)))

    assert (paused, take_looks(workspace, NOW + timedelta(days=1))) == (0, 0)
    assert LookRow.objects.count() == 0


def test_the_next_look_is_due_when_the_next_day_begins_where_the_workspace_is(database, monkeypatch):
    row = make_workspace()
    row.time_zone = "Asia/Seoul"
    row.save()
    workspace = row.to_value()
    offered(monkeypatch, outcomes(days=2, treated=10, control=10))
    before = queries.next_look_at(workspace)

    take_looks(workspace, NOW)

    assert before == NOW
    assert queries.next_look_at(workspace) == NOW.replace(hour=15)
