"""Keep what a test workspace would have sent over other channels than mail, beside the mail that was caught."""

from collections.abc import Sequence
from datetime import datetime

from tenure.messaging.channels.protocol import Outgoing
from tenure.messaging.models import CaughtRow, MessageRow
from tenure.messaging.rules.outcomes import Delivered, Outcome
from tenure.platform.queries import real_now, workspaces


class KeepingChannel:
    """Stands in for a channel of a workspace that delivers to the catcher: nothing leaves the house."""

    def is_ready(self) -> bool:
        """Return True: a table waits for nobody."""
        return True

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Keep the messages, with two statements; whatever was sent is delivered."""
        named = MessageRow.objects.filter(public_id__in=[each.message for each in messages])
        ids = {public_id: (pk, owner) for public_id, pk, owner in named.values_list("public_id", "pk", "workspace_id")}
        clocks = {each.id: each.clock for each in workspaces()}
        now = real_now()
        CaughtRow.objects.bulk_create(
            [
                _caught(each, *ids[each.message], at=clocks[ids[each.message][1]].at(now))
                for each in messages
                if each.message in ids
            ]
        )
        return [Delivered() for _ in messages]

    def close(self) -> None:
        """Have nothing to give back."""


def _caught(message: Outgoing, message_id: int, workspace_id: int, *, at: datetime) -> CaughtRow:
    return CaughtRow(
        workspace_id=workspace_id,
        message_id=message_id,
        from_address=message.from_address,
        to_address=message.to_address,
        raw=message.raw,
        caught_at=at,
    )
