"""Let a call with an idempotency key act once, and answer its repeats as it was answered."""

from datetime import datetime

from django.db import IntegrityError, transaction

from tenure.kernel.errors import Conflict
from tenure.platform.models import AnswerRow
from tenure.platform.rules.repeats import MEMORY, Call, Kept

FIELD = "Idempotency-Key"
_NOT_KEPT = (
    "This call acted already; its answer is not kept, because it held a secret, which is shown once, or because "
    "a customer was erased since."
)


def begin(call: Call, *, now: datetime) -> bool:
    """Claim a call and return whether it is the first of the last day."""
    AnswerRow.objects.filter(created_at__lte=now - MEMORY).delete()
    try:
        with transaction.atomic():
            AnswerRow.objects.create(
                workspace_id=call.workspace_id,
                caller_id=call.caller_id,
                route=call.route,
                key=call.key,
                body_digest=call.body_digest,
                created_at=now,
            )
    except IntegrityError:
        return False
    return True


def answered(call: Call) -> Kept | None:
    """Return what a call was answered, or None while it is under way; Conflict when it cannot be said again."""
    row = AnswerRow.objects.filter(**_place(call)).first()
    if row is None:
        return None
    if row.body_digest != call.body_digest:
        message = "This key came with another body before; repeat that body, or send a new key for a new call."
        raise Conflict(message, field=FIELD)
    if row.status is None:
        return None
    if row.body is None:
        raise Conflict(_NOT_KEPT, field=FIELD)
    return Kept(row.status, row.content_type, bytes(row.body))


def keep(call: Call, kept: Kept) -> None:
    """Keep the answer of a call that acted."""
    values = {"status": kept.status, "content_type": kept.content_type, "body": kept.body}
    AnswerRow.objects.filter(**_place(call)).update(**values)


def give_up(call: Call) -> None:
    """Forget a call that did not act, so that it can be made again."""
    AnswerRow.objects.filter(**_place(call), status=None).delete()


def _place(call: Call) -> dict[str, object]:
    return {
        "workspace_id": call.workspace_id,
        "caller_id": call.caller_id,
        "route": call.route,
        "key": call.key,
    }
