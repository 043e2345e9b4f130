"""Send what is due: one pass over the outbox.

Every message is committed as `sending`, with its bytes, before the first of them goes on the wire; what
became of it is committed together with the event that says so. What a crash leaves between the two
is taken up by `recover`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from django.db import connection, transaction

from tenure.messaging.channels.kinds import paid_kinds
from tenure.messaging.channels.protocol import Channel, Outgoing
from tenure.messaging.drafts import Draft, drafts, gated
from tenure.messaging.fates import write_fates
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import due_messages
from tenure.messaging.rules.gate import NO_SENDER
from tenure.messaging.rules.messages import Message
from tenure.messaging.rules.outcomes import EMAIL_RETRIES, Attempt, Fate, MessageState, Outcome, fate, state_unsent
from tenure.messaging.senders import SLOTS, SenderBook
from tenure.platform.faults import fault
from tenure.platform.queries import sending_pause, workspaces
from tenure.platform.rules.workspaces import Workspace

__all__ = ["SenderBook", "deliver"]

Clock = Callable[[int], datetime]

_SENDING: Final = """
UPDATE messaging_message SET state = 'sending', reason = '', attempt_count = attempt_count + 1, message_class = %s,
  template_version = %s, locale = %s, to_address = %s, subject = %s, message_id_header = %s, raw = %s
WHERE id = %s
"""


def deliver(now_of: Clock, *, senders: SenderBook) -> int:
    """Take as many due messages as there are slots one step further; return how many moved."""
    if sending_pause() is not None:
        return 0
    everyone = workspaces()
    _hold([each for each in everyone if senders.channel(each) is None])
    ready = {each.id: each for each in everyone if _is_ready(senders.channel(each))}
    due = due_messages({workspace_id: now_of(workspace_id) for workspace_id in ready}, limit=SLOTS)
    if not due:
        return 0
    sending, stopped_count = _commit_sending(_drafts(due, ready, now_of=now_of, senders=senders))
    fault("sending_committed")
    sent_count = _commit_fates(_sent(sending, senders), now_of=now_of)
    fault("sent_committed")
    return stopped_count + sent_count


def _is_ready(channel: Channel | None) -> bool:
    return channel is not None and channel.is_ready()


def _hold(without_sender: Sequence[Workspace]) -> None:
    """Say in the outbox of these workspaces why nothing leaves it."""
    waiting = MessageRow.objects.filter(
        workspace_id__in=[workspace.id for workspace in without_sender], state=MessageState.QUEUED
    ).exclude(reason=NO_SENDER)
    if without_sender and waiting.exists():
        waiting.update(reason=NO_SENDER)


def _drafts(
    due: Sequence[tuple[int, Message]], ready: Mapping[int, Workspace], *, now_of: Clock, senders: SenderBook
) -> list[list[Draft]]:
    """Return due messages written, each workspace's together."""
    return [
        drafts(ready[workspace_id], [message for _, message in pairs], now=now_of(workspace_id), senders=senders)
        for workspace_id, pairs in groupby(sorted(due, key=lambda pair: pair[0]), key=lambda pair: pair[0])
    ]


def _commit_sending(batches: Sequence[Sequence[Draft]]) -> tuple[list[Draft], int]:
    """Ask the gate again and commit at once: what it stops, with the event, and all else as `sending`."""
    with transaction.atomic():
        asked = [draft for batch in batches for draft in gated(_still_queued(batch))]
        stopped = [(draft, _stop(draft)) for draft in asked if draft.reason]
        sending = [draft for draft in asked if not draft.reason]
        write_fates(stopped)
        with connection.cursor() as cursor:
            cursor.executemany(_SENDING, [_sending_params(draft.message) for draft in sending])
    return sending, len(stopped)


def _still_queued(batch: Sequence[Draft]) -> list[Draft]:
    """Return drafts whose message nobody took back while it was written, and keep it so."""
    ids = [draft.message.id for draft in batch]
    rows = MessageRow.objects.select_for_update().filter(pk__in=ids, state=MessageState.QUEUED)
    queued = set(rows.values_list("pk", flat=True))
    return [draft for draft in batch if draft.message.id in queued]


def _stop(draft: Draft) -> Fate:
    message = draft.message
    state = state_unsent(attempt_count=message.attempt_count, reason=message.reason)
    return Fate(state, draft.reason, message.due_at, message.attempt_count, draft.now)


def _sending_params(message: Message) -> tuple[str | int | bytes | None, ...]:
    return (
        message.message_class,
        message.template_version,
        message.locale,
        message.to_address,
        message.subject,
        message.message_id_header,
        message.raw,
        message.id,
    )


def _sent(sending: Sequence[Draft], senders: SenderBook) -> list[tuple[Draft, Outcome]]:
    """Hand messages to their channels, each channel's side by side; return the outcomes."""
    by_channel: dict[int, tuple[Channel, list[Draft]]] = {}
    for draft in sending:
        channel = senders.channel(draft.workspace)
        if channel is not None:
            by_channel.setdefault(id(channel), (channel, []))[1].append(draft)
    found: list[tuple[Draft, Outcome]] = []
    for channel, batch in by_channel.values():
        outcomes = channel.send([_outgoing(draft.message, senders) for draft in batch])
        found += zip(batch, outcomes, strict=True)
    return found


def _outgoing(message: Message, senders: SenderBook) -> Outgoing:
    return Outgoing(senders.address, message.to_address or "", message.raw or b"")


def _commit_fates(ended: Sequence[tuple[Draft, Outcome]], *, now_of: Clock) -> int:
    """Commit what became of messages with their events; return how many were tried at all."""
    decided = [
        (draft, fate(outcome, _attempt(draft.message), retries=EMAIL_RETRIES, now=now_of(draft.workspace.id)))
        for draft, outcome in ended
    ]
    if decided:
        with transaction.atomic():
            write_fates(decided)
    return sum(what.attempt_count > draft.message.attempt_count for draft, what in decided)


def _attempt(message: Message) -> Attempt:
    return Attempt(message.attempt_count + 1, message.due_at, is_paid=message.channel in paid_kinds())
