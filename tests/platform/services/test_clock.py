from datetime import UTC, datetime, timedelta

import pytest

from tenure.kernel.errors import ClockRefused
from tenure.platform.models import WorkspaceRow
from tenure.platform.queries import audit_links, workspace
from tenure.platform.services.clock import aim_clock, land_clock, run_clock, step_clock
from tests.support.workspaces import make_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOWN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def frozen(state):
    return make_workspace(shown=SHOWN).pk


@pytest.mark.db
def test_a_clock_is_aimed_stepped_and_landed(frozen):
    aim_clock(frozen, target=SHOWN + timedelta(days=3), actor="system")
    step_clock(frozen, to=SHOWN + timedelta(days=1), now=NOW)

    assert workspace(frozen).clock.at(NOW + timedelta(hours=1)) == SHOWN + timedelta(days=1)
    assert WorkspaceRow.objects.get().clock_target_at == SHOWN + timedelta(days=3)

    land_clock(frozen)
    assert WorkspaceRow.objects.get().clock_target_at is None
    (link,) = audit_links(frozen, limit=5)
    assert (link.entry.act, link.entry.actor, link.entry.fields) == ("clock.advanced", "system", ("now",))


def test_a_clock_is_aimed_once_at_a_time(frozen):
    aim_clock(frozen, target=SHOWN + timedelta(days=3), actor="system")

    with pytest.raises(ClockRefused, match="being advanced already"):
        aim_clock(frozen, target=SHOWN + timedelta(days=4), actor="system")


def test_a_clock_never_goes_back(frozen):
    with pytest.raises(ClockRefused, match="never goes back"):
        aim_clock(frozen, target=SHOWN - timedelta(seconds=1), actor="system")
    assert audit_links(frozen, limit=5) == []

    step_clock(frozen, to=SHOWN - timedelta(days=1), now=NOW)
    assert workspace(frozen).clock.at(NOW) == SHOWN


def test_a_clock_runs_on_from_what_it_shows(frozen):
    run_clock(frozen, rate=2.0, actor="system", now=NOW + timedelta(days=9))

    assert workspace(frozen).clock.at(NOW + timedelta(days=9, hours=1)) == SHOWN + timedelta(hours=2)


def test_a_running_clock_is_not_aimed(frozen):
    run_clock(frozen, rate=1.0, actor="system", now=NOW)

    with pytest.raises(ClockRefused, match="runs by itself"):
        aim_clock(frozen, target=SHOWN + timedelta(days=1), actor="system")


def test_a_live_workspace_keeps_its_time(frozen):
    WorkspaceRow.objects.update(kind="live", deliver="smtp", clock_rate=1.0)

    with pytest.raises(ClockRefused, match="world's time"):
        run_clock(frozen, rate=0.0, actor="system", now=NOW)
