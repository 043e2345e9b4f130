"""Tell the team something, and try again until it is told."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from tenure.insights.models import NoticeRow
from tenure.messaging.rules.outcomes import EMAIL_RETRIES, Attempt, MessageState, Unreachable, fate
from tenure.messaging.services.deliver import SenderBook
from tenure.messaging.services.send_notice import Notice, send_notice
from tenure.platform.queries import sending_pause, workspaces
from tenure.platform.rules.workspaces import Workspace

# Mail to an address, or a channel of the team with an empty one.
Way = tuple[str, str]
SLOTS: Final = 8
REST: Final = timedelta(minutes=1)


def tell_team(workspace_id: int, *, key: str, subject: str, text: str, to: Sequence[Way], now: datetime) -> None:
    """Queue a text over each way; a known key is passed over."""
    rows = [
        NoticeRow(
            workspace_id=workspace_id,
            key=key,
            channel=channel,
            to_address=address,
            subject=subject,
            text=text,
            state=MessageState.QUEUED,
            attempt_count=0,
            created_at=now,
            due_at=now,
        )
        for channel, address in to
    ]
    NoticeRow.objects.bulk_create(rows, ignore_conflicts=True)


def deliver_notices(now_of: Callable[[int], datetime], *, senders: SenderBook) -> int:
    """Send what is due; return how many texts left or will not.

    A crash between sending and writing that down repeats a text: the team is rather told twice than not at all.
    """
    if sending_pause() is not None:
        return 0
    everyone = {each.id: each for each in workspaces()}
    times = {each: now_of(each) for each in everyone}
    due = Q()
    for workspace_id, now in times.items():
        due |= Q(workspace_id=workspace_id, due_at__lte=now)
    queued = NoticeRow.objects.filter(due, state=MessageState.QUEUED).order_by("pk")[:SLOTS] if due else []
    return sum(_sent(row, everyone[row.workspace_id], times[row.workspace_id], senders) for row in queued)


def _sent(row: NoticeRow, workspace: Workspace, now: datetime, senders: SenderBook) -> bool:
    row.attempt_count += 1
    # Counted before the work, so that a text which kills its worker is not tried forever.
    row.save(update_fields=["attempt_count"])
    notice = Notice(f"notice-{row.pk}", row.channel, row.to_address, row.subject, row.text)
    outcome = send_notice(workspace, notice, senders=senders, now=now)
    ended = fate(outcome, Attempt(row.attempt_count, row.due_at, is_paid=False), retries=EMAIL_RETRIES, now=now)
    row.due_at = now + REST if isinstance(outcome, Unreachable) else ended.due_at
    row.state, row.reason, row.attempt_count = ended.state, ended.reason, ended.attempt_count
    row.save()
    return ended.state != MessageState.QUEUED
