"""Send what is due: one pass over the outbox.

Every message is committed as `sending`, with its bytes, before the first of them goes on the wire; what
became of it is committed together with the event that says so. What a crash leaves between the two
is taken up by `recover`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from tenure.messaging.asking import gated
from tenure.messaging.channels.kinds import paid_kinds
from tenure.messaging.channels.protocol import Channel, Outgoing
from tenure.messaging.draft import Draft
from tenure.messaging.drafts import drafts
from tenure.messaging.fates import write_fates
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import due_messages, has_due_messages, rivals
from tenure.messaging.rules.caps import SETTLING
from tenure.messaging.rules.gate import NO_SENDER
from tenure.messaging.rules.messages import Message
from tenure.messaging.rules.outcomes import (
    EMAIL_RETRIES,
    INTERRUPTED,
    Attempt,
    Bounced,
    Fate,
    MessageState,
    Outcome,
    fate,
    state_unsent,
)
from tenure.messaging.senders import SLOTS, SenderBook
from tenure.messaging.services.note_mail import note_bounce
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
    everyone = workspaces()
    times = {each.id: now_of(each.id) for each in everyone}
    if not any(has_due_messages(each, now=now) for each, now in times.items()) or sending_pause() is not None:
        return 0
    senders.look_again()
    _hold(senders.lacking(everyone), times)
    resting = {each.id: senders.resting(each) for each in everyone}
    due = due_messages(times, limit=SLOTS, without=resting)
    if not due:
        return 0
    batches = _drafts(due, {each.id: each for each in everyone}, resting, now_of=now_of, senders=senders)
    sending, stopped_count = _commit_sending(batches)
    fault("sending_committed")
    sent_count = _commit_fates(_sent(sending, senders), now_of=now_of)
    fault("sent_committed")
    return stopped_count + sent_count


def _hold(lacking: Sequence[tuple[int, str]], times: Mapping[int, datetime]) -> None:
    """Say of what is due over channels that nobody set up why it does not leave."""
    on_them = Q()
    for workspace_id, pairs in groupby(lacking, key=itemgetter(0)):
        kinds = [kind for _, kind in pairs]
        on_them |= Q(workspace_id=workspace_id, channel__in=kinds, due_at__lte=times[workspace_id])
    waiting = MessageRow.objects.filter(on_them, state=MessageState.QUEUED).exclude(reason=NO_SENDER)
    if on_them and waiting.exists():
        waiting.update(reason=NO_SENDER)


def _drafts(
    due: Sequence[tuple[int, Message]],
    everyone: Mapping[int, Workspace],
    resting: Mapping[int, Collection[str]],
    *,
    now_of: Clock,
    senders: SenderBook,
) -> list[list[Draft]]:
    """Return due messages written, each workspace's together, and with them those that go before them."""
    batches = []
    for workspace_id, pairs in groupby(sorted(due, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        now, messages = now_of(workspace_id), [message for _, message in pairs]
        first = rivals(workspace_id, messages, until=now + SETTLING)
        together = [*messages, *(each for each in first if each.channel not in resting[workspace_id])]
        batches.append(drafts(everyone[workspace_id], together, now=now, senders=senders))
    return batches


def _commit_sending(batches: Sequence[Sequence[Draft]]) -> tuple[list[Draft], int]:
    """Ask the gate again and commit at once: what it stops, with the event, and all else as `sending`."""
    with transaction.atomic():
        asked = [draft for batch in batches for draft in gated(_still_queued(batch), with_caps=True)]
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
    if draft.until is not None:
        # That nobody knows whether it arrived must not be forgotten while it waits.
        reason = INTERRUPTED if message.reason == INTERRUPTED else draft.reason
        return Fate(MessageState.QUEUED, reason, draft.until, message.attempt_count, draft.now, draft.expires_at)
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
        channel = senders.channel(draft.workspace, draft.message.channel)
        if channel is not None:
            by_channel.setdefault(id(channel), (channel, []))[1].append(draft)
    found: list[tuple[Draft, Outcome]] = []
    for channel, batch in by_channel.values():
        outcomes = channel.send([_outgoing(draft) for draft in batch])
        found += zip(batch, outcomes, strict=True)
    return found


def _outgoing(draft: Draft) -> Outgoing:
    message = draft.message
    return Outgoing(draft.from_address, message.to_address or "", message.raw or b"", message.public_id)


def _commit_fates(ended: Sequence[tuple[Draft, Outcome]], *, now_of: Clock) -> int:
    """Commit what became of messages with their events; return how many were tried at all."""
    decided = [
        (draft, fate(outcome, _attempt(draft.message), retries=EMAIL_RETRIES, now=now_of(draft.workspace.id)))
        for draft, outcome in ended
    ]
    if decided:
        with transaction.atomic():
            write_fates(decided)
            _note_bounces(ended, now_of=now_of)
            _wake_rivals([(draft, what) for draft, what in decided if what.state == MessageState.FAILED])
    return sum(what.attempt_count > draft.message.attempt_count for draft, what in decided)


def _note_bounces(ended: Sequence[tuple[Draft, Outcome]], *, now_of: Clock) -> None:
    for draft, outcome in ended:
        if isinstance(outcome, Bounced) and outcome.is_for_good:
            workspace_id = draft.workspace.id
            note_bounce(workspace_id, draft.message, reason=outcome.reason, now=now_of(workspace_id))


def _wake_rivals(failed: Sequence[tuple[Draft, Fate]]) -> None:
    """Let messages that waited behind ones that failed be asked about again: the place is free."""
    for draft, what in failed:
        held = MessageRow.objects.filter(workspace_id=draft.workspace.id, customer_id=draft.message.customer_id)
        held.filter(state=MessageState.QUEUED, reason__startswith="cap:", due_at__gt=what.at).update(due_at=what.at)


def _attempt(message: Message) -> Attempt:
    return Attempt(message.attempt_count + 1, message.due_at, is_paid=message.channel in paid_kinds())
