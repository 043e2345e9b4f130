"""Move the clock of a test workspace."""

from datetime import datetime

from django.db import transaction

from tenure.kernel.clock import WorkspaceClock
from tenure.kernel.errors import ClockRefused
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.audit import audit


def aim_clock(workspace_id: int, *, target: datetime, actor: str) -> None:
    """Ask the worker to bring a frozen clock to an instant, stopping at everything that falls due."""
    with transaction.atomic():
        row = _movable(workspace_id)
        if row.clock_rate:
            raise ClockRefused("This clock runs by itself; only a frozen clock can be advanced.", field="seconds")
        if row.clock_target_at is not None:
            raise ClockRefused("The clock is being advanced already; wait until it has arrived.", field="seconds")
        if target < row.clock_workspace_at:
            raise ClockRefused("A clock never goes back; give a positive number of seconds.", field="seconds")
        row.clock_target_at = target
        row.save(update_fields=["clock_target_at"])
        audit(workspace_id, actor=actor, act="clock.advanced", subject=f"workspace:{row.public_id}", fields=["now"])


def run_clock(workspace_id: int, *, rate: float, actor: str, now: datetime) -> None:
    """Let a test workspace's clock run at a rate from here, or freeze it with rate 0."""
    with transaction.atomic():
        row = _movable(workspace_id)
        if rate < 0:
            raise ClockRefused("A clock never goes back; give a rate of 0 or more.", field="rate")
        row.write_clock(WorkspaceClock(row.to_value().clock.at(now), now, rate))
        audit(workspace_id, actor=actor, act="clock.set_running", subject=f"workspace:{row.public_id}", fields=["rate"])


def step_clock(workspace_id: int, *, to: datetime, now: datetime) -> None:
    """Set a frozen clock to an instant on its way; it never goes back."""
    with transaction.atomic():
        row = _movable(workspace_id)
        row.write_clock(WorkspaceClock(max(to, row.clock_workspace_at), now, 0.0))
        row.clock_step_count += 1
        row.save(update_fields=["clock_step_count"])


def land_clock(workspace_id: int) -> None:
    """Say that a clock has arrived where it was asked to go."""
    WorkspaceRow.objects.filter(pk=workspace_id).update(clock_target_at=None)


def _movable(workspace_id: int) -> WorkspaceRow:
    row = WorkspaceRow.objects.select_for_update().get(pk=workspace_id)
    if row.kind != "test":
        raise ClockRefused("A live workspace keeps the world's time.", field="workspace")
    return row
