"""Send the event of a dead letter again, as it is or corrected."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial

import zstandard
from django.db import connection, transaction

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.sqlite import SqliteInbox
from tenure.events.models import DeadLetterRow
from tenure.events.rules.dead_letters import DeadLetter
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.replays import replayed
from tenure.events.rules.reserved import names_of_others
from tenure.events.rules.seals import card_seal
from tenure.events.rules.storing import Terms
from tenure.kernel.errors import BadInput, Conflict, NotFound
from tenure.kernel.json import JsonObject
from tenure.platform import home
from tenure.platform.columns import execute
from tenure.platform.queries import workspace
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.audit import audit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def replay_dead_letter(
    workspace_id: int, letter_id: int, *, event: JsonObject | None = None, actor: str, now: datetime
) -> DeadLetter:
    """Put a letter's event into the inbox, where it waits like any other; BadInput when it is refused again.

    `event` is sent in the place of what the letter holds; `now` is the real instant. A letter is sent once: where
    the answer to that was lost and it is sent again, the stream knows its message id.
    """
    with transaction.atomic():
        row = DeadLetterRow.objects.select_for_update().filter(workspace_id=workspace_id, pk=letter_id).first()
        if row is None:
            raise NotFound(f"There is no dead letter {letter_id} here.", field="id")
        if row.replayed_at is not None:
            raise Conflict(f"The dead letter {letter_id} was sent again already.", field="id")
        letter = row.to_value()
        of = workspace(workspace_id)
        found = replayed(letter, event, _terms(letter, of), now=of.clock.at(now))
        if isinstance(found, Refusal):
            raise BadInput(f"{found.code}: {found.message}", field=found.field)
        received_at = (now - _EPOCH) // _MICROSECOND
        body = zstandard.compress(found, 1)
        _append(InboxRow(workspace_id, letter.source, letter.is_browser, received_at, body))
        row.replayed_at = now
        row.save(update_fields=["replayed_at"])
        fields = ["replayed_at"] if event is None else ["replayed_at", "payload"]
        audit(workspace_id, actor=actor, act="dead_letter.replayed", subject=f"dead_letter:{letter_id}", fields=fields)
    return letter


def _terms(letter: DeadLetter, of: Workspace) -> Terms:
    return Terms(
        kind=None,
        reserved=names_of_others(is_browser=letter.is_browser, subscriptions_from=of.subscriptions_from),
        mint=partial("dead-letter-{}".format, letter.id),
        seal=card_seal(home.current().secret_key()),
    )


def _append(row: InboxRow) -> None:
    """Store one row; on PostgreSQL in the caller's transaction, on SQLite just before it."""
    if connection.vendor == "postgresql":
        values = (row.workspace_id, row.source, row.is_browser, row.received_at, row.body)
        columns = "workspace_id, source, is_browser, received_at, body"
        execute(f"INSERT INTO events_inbox ({columns}) VALUES (%s, %s, %s, %s, %s)", values)
        return
    with closing(SqliteInbox(home.current().inbox)) as inbox:
        inbox.append([row])
