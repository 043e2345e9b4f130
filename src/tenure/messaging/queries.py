"""Read templates, the outbox and what the catcher caught."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, Min, Q

from tenure.kernel.errors import NotFound
from tenure.messaging.models import CaughtRow, MessageRow, TemplateRow
from tenure.messaging.rules.messages import CaughtMail, Message
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import Template


def templates(workspace_id: int) -> list[Template]:
    """Return the current version of every variant of every template, by key and locale."""
    rows = TemplateRow.objects.filter(workspace_id=workspace_id, is_current=True).order_by("key", "locale")
    return [row.to_value() for row in rows]


def template(workspace_id: int, key: str) -> list[Template]:
    """Return the current version of every variant of a template, by locale."""
    found = variants(workspace_id, [key])
    if not found:
        raise NotFound(f"There is no template {key!r} here.", field="key")
    return found


def variants(workspace_id: int, keys: Collection[str]) -> list[Template]:
    """Return the current version of every variant of some templates, by key and locale."""
    rows = TemplateRow.objects.filter(workspace_id=workspace_id, key__in=keys, is_current=True)
    return [row.to_value() for row in rows.order_by("key", "locale")]


def messages(
    workspace_id: int,
    *,
    customer_id: int | None = None,
    state: str | None = None,
    limit: int,
    before: int | None = None,
) -> list[Message]:
    """Return messages, newest first, without their bytes; `before` is the `id` to go on from."""
    rows = MessageRow.objects.filter(workspace_id=workspace_id).defer("raw")
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [row.to_value() for row in rows.order_by("-pk")[:limit]]


def message(workspace_id: int, public_id: str) -> Message:
    """Return one message with its bytes."""
    row = MessageRow.objects.filter(workspace_id=workspace_id, public_id=public_id).first()
    if row is None:
        raise NotFound(f"There is no message {public_id!r} here.", field="message")
    return row.to_value()


def message_counts(workspace_id: int) -> dict[str, int]:
    """Return how many messages are in each state, states without any included."""
    rows = MessageRow.objects.filter(workspace_id=workspace_id).values("state").annotate(count=Count("pk"))
    found = {row["state"]: row["count"] for row in rows.order_by("state")}
    return {state.value: found.get(state.value, 0) for state in MessageState}


def caught(workspace_id: int, *, limit: int, before: int | None = None) -> list[CaughtMail]:
    """Return mail that the built-in catcher caught, newest first; `before` is the `id` to go on from."""
    rows = CaughtRow.objects.filter(workspace_id=workspace_id).select_related("message").defer("message__raw")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [row.to_value() for row in rows.order_by("-pk")[:limit]]


def caught_count(workspace_id: int) -> int:
    """Return how many mails the built-in catcher caught."""
    return CaughtRow.objects.filter(workspace_id=workspace_id).count()


def caught_message(workspace_id: int, caught_id: int) -> CaughtMail:
    """Return one mail that the built-in catcher caught."""
    rows = CaughtRow.objects.select_related("message").defer("message__raw")
    row = rows.filter(workspace_id=workspace_id, pk=caught_id).first()
    if row is None:
        raise NotFound("The catcher holds no such mail.", field="mail")
    return row.to_value()


def next_due_at(workspace_id: int) -> datetime | None:
    """Return when the next queued message is to be tried, in the workspace's time."""
    queued = MessageRow.objects.filter(workspace_id=workspace_id, state=MessageState.QUEUED)
    due: datetime | None = queued.aggregate(due=Min("due_at"))["due"]
    return due


def due_messages(now_by_workspace: Mapping[int, datetime], *, limit: int) -> list[tuple[int, Message]]:
    """Return queued messages that are due, longest due first, each with the workspace's id."""
    due = Q()
    for workspace_id, now in now_by_workspace.items():
        due |= Q(workspace_id=workspace_id, due_at__lte=now)
    if not due:
        return []
    rows = MessageRow.objects.filter(due, state=MessageState.QUEUED).order_by("due_at", "pk")
    return [(row.workspace_id, row.to_value()) for row in rows[:limit]]
