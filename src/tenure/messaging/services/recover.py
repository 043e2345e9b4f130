"""Take up what a dead worker left half sent."""

from typing import Final

from django.db import transaction
from django.db.models import Q

from tenure.messaging.channels.kinds import paid_kinds
from tenure.messaging.models import MessageRow
from tenure.messaging.rules.outcomes import EMAIL_RETRIES, INTERRUPTED, MessageState

MOST_ATTEMPTS: Final = len(EMAIL_RETRIES.pauses) + 1


def recover() -> int:
    """Queue interrupted messages again with the very bytes they had; return how many there were.

    Only for the leader as it starts: whatever is `sending` then was another's, who is dead. A message
    whose repeat would cost money, or that was interrupted at every attempt, is left as unknown.
    """
    given_up = Q(channel__in=paid_kinds()) | Q(attempt_count__gte=MOST_ATTEMPTS)
    with transaction.atomic():
        interrupted = MessageRow.objects.filter(state=MessageState.SENDING)
        left = interrupted.filter(given_up).update(state=MessageState.UNKNOWN, reason=INTERRUPTED)
        return left + interrupted.update(state=MessageState.QUEUED, reason=INTERRUPTED)
