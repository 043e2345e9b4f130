"""Read settings, templates, the outbox and what the catcher caught."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
import polars as pl
from django.db.models import Count, Min, Q

from tenure.customers.queries import consents
from tenure.customers.rules.consents import GRANTED
from tenure.kernel.errors import NotFound, Unavailable
from tenure.messaging.channels.kinds import channel_of, team_kinds
from tenure.messaging.models import (
    CaughtRow,
    ChannelRow,
    ConsentNoticeRow,
    ContentRow,
    LinkRow,
    MessageRow,
    SettingsRow,
    SnippetRow,
    TemplateRow,
)
from tenure.messaging.rules.caps import SENT
from tenure.messaging.rules.confirmations import HELD, INSTANT
from tenure.messaging.rules.content import ContentItem
from tenure.messaging.rules.messages import MAIL, TEST, CaughtMail, Message
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.preferences import OPEN_TRACKING
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.snippets import Snippet
from tenure.messaging.rules.templates import MessageClass, Template
from tenure.platform import scalars
from tenure.platform.columns import among, select_frame
from tenure.platform.sealing import unsealed
from tenure.ui.signing import checking_keys

# A message under way takes its place in a cap; so does one of which nobody knows whether it arrived.
_PLACED = (MessageState.SENT, MessageState.SENDING, MessageState.UNKNOWN)


def settings_of(workspace_id: int) -> MessagingSettings:
    """Return how a workspace sends; what nobody decided is as for everybody."""
    row = SettingsRow.objects.filter(workspace_id=workspace_id).first()
    return MessagingSettings() if row is None else row.to_value()


def marketing_obstacles(workspace_id: int, keys: Collection[str]) -> list[str]:
    """Return why a journey with these templates may not be activated, as the reasons of the gate."""
    is_marketing = any(each.message_class == MessageClass.MARKETING for each in variants(workspace_id, keys))
    lacks = is_marketing and not settings_of(workspace_id).postal_address.strip()
    return ["no_postal_address"] if lacks else []


def hooked_workspace(secret: str) -> int | None:
    """Return the id of the workspace whose mail hook has this secret."""
    rows = SettingsRow.objects.filter(hook_digest=hook_digest(secret))
    return rows.values_list("workspace_id", flat=True).first()


def has_mail_hook(workspace_id: int) -> bool:
    """Return whether a provider was given an address to call back."""
    return SettingsRow.objects.filter(workspace_id=workspace_id).exclude(hook_digest="").exists()


def hook_digest(secret: str) -> str:
    """Return the hash under which the secret of a mail hook is kept."""
    return sha256(secret.encode()).hexdigest()


def link_ids(workspace_id: int, digests: Iterable[str]) -> dict[str, int]:
    """Return the id of each destination that is stored, by its digest."""
    rows = LinkRow.objects.filter(workspace_id=workspace_id, digest__in=list(digests))
    return dict(rows.values_list("digest", "pk"))


def link_url(workspace_id: int, link_id: int) -> str | None:
    """Return where a stored link leads."""
    return LinkRow.objects.filter(workspace_id=workspace_id, pk=link_id).values_list("url", flat=True).first()


def sent_lately(workspace_id: int, customer_ids: Sequence[int], *, since: datetime, now: datetime) -> pl.DataFrame:
    """Return what was sent to customers after an instant or is under way now (`caps.SENT`), one statement for all."""
    condition, params = among("customer_id", list(customer_ids))
    states = ", ".join(f"'{state}'" for state in _PLACED)
    sql = (
        "SELECT customer_id, channel, journey, message_class, sent_at FROM messaging_message "
        f"WHERE workspace_id = %s AND state IN ({states}) AND (sent_at > %s OR (sent_at IS NULL AND due_at > %s)) "
        f"AND {condition}"
    )
    return select_frame(sql, [workspace_id, since, since, *params], schema=SENT).with_columns(
        pl.col("at").fill_null(pl.lit(now))
    )


def reached_since(workspace_id: int, since: datetime) -> pl.DataFrame:
    """Return `customer_id`, `template` and `is_opened` of each message that a customer got since an instant.

    Opens are known only of those who agreed to it.
    """
    sql = (
        "SELECT customer_id, template, opened_at IS NOT NULL OR clicked_at IS NOT NULL AS is_opened "
        "FROM messaging_message WHERE workspace_id = %s AND state = 'sent' AND sent_at >= %s AND template <> ''"
    )
    schema = {"customer_id": pl.Int64(), "template": pl.String(), "is_opened": pl.Boolean()}
    return select_frame(sql, [workspace_id, since], schema=schema)


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


def snippets(workspace_id: int) -> list[Snippet]:
    """Return every language of every part that templates share, by key and locale."""
    rows = SnippetRow.objects.filter(workspace_id=workspace_id)
    return [row.to_value() for row in rows.order_by("key", "locale")]


def snippet(workspace_id: int, key: str) -> list[Snippet]:
    """Return every language of a snippet, by locale."""
    found = [each for each in snippets(workspace_id) if each.key == key]
    if not found:
        raise NotFound(f"There is no snippet {key!r} here.", field="key")
    return found


def content(workspace_id: int) -> list[ContentItem]:
    """Return the content library, by key."""
    return [row.to_value() for row in ContentRow.objects.filter(workspace_id=workspace_id).order_by("key")]


def content_item(workspace_id: int, key: str) -> ContentItem:
    """Return an item of the content library."""
    row = ContentRow.objects.filter(workspace_id=workspace_id, key=key).first()
    if row is None:
        raise NotFound(f"There is no content item {key!r} here.", field="key")
    return row.to_value()


def messages(
    workspace_id: int,
    *,
    customer_id: int | None = None,
    state: str | None = None,
    channel: str | None = None,
    message_class: str | None = None,
    reason: str | None = None,
    limit: int,
    before: int | None = None,
) -> list[Message]:
    """Return messages, newest first, without their bytes; `before` is the `id` to go on from.

    A `reason` is asked for without what follows its colon.
    """
    rows = MessageRow.objects.filter(workspace_id=workspace_id).defer("raw")
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if state is not None:
        rows = rows.filter(state=state)
    if channel is not None:
        rows = rows.filter(channel=channel)
    if message_class is not None:
        rows = rows.filter(message_class=message_class)
    if reason is not None:
        rows = rows.filter(Q(reason=reason) | Q(reason__startswith=f"{reason}:"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [row.to_value() for row in rows.order_by("-pk")[:limit]]


def sent_tests(workspace_id: int, template_key: str, *, limit: int) -> list[Message]:
    """Return the newest tests of a template, with their bytes."""
    rows = MessageRow.objects.filter(workspace_id=workspace_id, source_kind=TEST, template=template_key)
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


def waiting_runs(workspace_id: int) -> list[str]:
    """Return the runs of journeys whose messages wait to be sent."""
    waiting = MessageRow.objects.filter(workspace_id=workspace_id, state=MessageState.QUEUED).exclude(source_run="")
    return list(waiting.values_list("source_run", flat=True).distinct())


def next_due_at(workspace_id: int) -> datetime | None:
    """Return when the next queued message is to be tried, in the workspace's time."""
    # The worker asks at each of its turns.
    sql = "SELECT MIN(due_at) FROM messaging_message WHERE workspace_id = %s AND state = 'queued'"
    return scalars.instant(sql, [workspace_id])


def has_due_messages(workspace_id: int, *, now: datetime) -> bool:
    """Return whether a queued message is due, over whichever channel."""
    due_at = next_due_at(workspace_id)
    return due_at is not None and due_at <= now


def due_messages(
    now_by_workspace: Mapping[int, datetime], *, limit: int, without: Mapping[int, Collection[str]] | None = None
) -> list[tuple[int, Message]]:
    """Return queued messages that are due, longest due first, each with the workspace's id.

    `without` are the channels of each workspace over which nothing can be sent now.
    """
    due = Q()
    for workspace_id, now in now_by_workspace.items():
        resting = (without or {}).get(workspace_id, ())
        due |= Q(workspace_id=workspace_id, due_at__lte=now) & ~Q(channel__in=list(resting))
    if not due:
        return []
    rows = MessageRow.objects.filter(due, state=MessageState.QUEUED).order_by("due_at", "pk")
    return [(row.workspace_id, row.to_value()) for row in rows[:limit]]


def rivals(workspace_id: int, due: Sequence[Message], *, until: datetime) -> list[Message]:
    """Return queued messages that go before some due ones to the same customers, though they came later.

    They are due until an instant. Whatever class caps count, transactional messages have no rivals.
    """
    asked = [each for each in due if each.message_class not in {None, MessageClass.TRANSACTIONAL}]
    if not asked:
        return []
    lowest = min(each.priority for each in asked)
    rows = MessageRow.objects.filter(
        workspace_id=workspace_id,
        customer_id__in={each.customer_id for each in asked},
        state=MessageState.QUEUED,
        message_class__in=[MessageClass.MARKETING, MessageClass.SERVICE],
        priority__gt=lowest,
        due_at__lte=until,
    )
    known = {each.id for each in due}
    return [row.to_value() for row in rows.exclude(pk__in=known).order_by("-priority", "queued_at", "pk")]


def channel_seals() -> dict[tuple[int, str], str]:
    """Return the sealed settings of every channel that a workspace set up, by workspace and kind."""
    return {(row[0], row[1]): row[2] for row in ChannelRow.objects.values_list("workspace_id", "kind", "sealed")}


def channel_settings(workspace_id: int, kind: str) -> Any | None:  # noqa: ANN401 - each kind has its own
    """Return how a workspace set a channel up, secrets included; None when it did not."""
    row = ChannelRow.objects.filter(workspace_id=workspace_id, kind=kind).only("sealed").first()
    return None if row is None else opened_seal(row.sealed, workspace_id=workspace_id, kind=kind)


def opened_seal(sealed: str, *, workspace_id: int, kind: str) -> Any:  # noqa: ANN401 - each kind has its own
    """Return the settings that are sealed; a setting that is younger than the seal has its default."""
    try:
        text = unsealed(sealed, keys=checking_keys(), workspace_id=workspace_id, purpose=f"channel:{kind}")
    except Unavailable as error:
        raise Unavailable(
            f"The settings of the channel {kind!r} were sealed with another TENURE_SECRET_KEY: name it in "
            f"TENURE_SECRET_KEY_FALLBACKS, or remove the channel (DELETE /api/v1/channels/{kind}) and set it up again.",
            field="kind",
        ) from error
    return msgspec.json.decode(text, type=channel_of(kind).SETTINGS)


def kinds_set_up(workspace_id: int) -> frozenset[str]:
    """Return the channels over which a workspace can send: mail, and those that it set up."""
    kinds = ChannelRow.objects.filter(workspace_id=workspace_id).values_list("kind", flat=True)
    return frozenset(kinds) | {MAIL}


def team_channels(workspace_id: int) -> frozenset[str]:
    """Return the channels over which a workspace can tell its team something."""
    return kinds_set_up(workspace_id) & team_kinds()


def hooked_channel(kind: str, secret: str) -> int | None:
    """Return the id of the workspace at whose channel a secret calls back."""
    rows = ChannelRow.objects.filter(kind=kind, hook_digest=hook_digest(secret))
    return rows.values_list("workspace_id", flat=True).first()


def in_app_messages(workspace_id: int, customer_id: int, *, limit: int) -> list[Message]:
    """Return what is in a customer's inbox, newest first, without what they put away."""
    rows = MessageRow.objects.filter(
        workspace_id=workspace_id, customer_id=customer_id, channel="in_app", state=MessageState.SENT, dismissed_at=None
    )
    return [row.to_value() for row in rows.order_by("-pk")[:limit]]


def is_watched(workspace_id: int, customer_id: int, channel: str) -> bool:
    """Return whether a customer agrees, now, that it is seen what they open on a channel."""
    wanted = (channel, OPEN_TRACKING, GRANTED)
    return any((each.channel, each.purpose, each.state) == wanted for each in consents(workspace_id, customer_id))


def open_withdrawals() -> pl.DataFrame:
    """Return whose opens the stream has yet to forget, of all workspaces: `id, workspace_id, customer_id, up_to`."""
    schema = {"id": pl.Int64(), "workspace_id": pl.Int64(), "customer_id": pl.Int64(), "up_to": INSTANT}
    return select_frame(f"SELECT {', '.join(schema)} FROM messaging_open_withdrawal ORDER BY id", [], schema=schema)


def consent_notices(workspace_id: int, customer_ids: Sequence[int]) -> pl.DataFrame:
    """Return what some customers said last of marketing (columns of `confirmations.HELD`, countries unknown)."""
    condition, params = among("customer_id", customer_ids)
    return _notices(f"workspace_id = %s AND {condition}", [workspace_id, *params])


def notices_due(workspace_id: int, *, now: datetime, limit: int) -> pl.DataFrame:
    """Return those of whom it is to be asked now what is owed to them, the longest due first (as `consent_notices`)."""
    due = "workspace_id = %s AND looks_at <= %s ORDER BY looks_at, id LIMIT %s"
    return _notices(due, [workspace_id, now, limit])


def next_notice_at(workspace_id: int) -> datetime | None:
    """Return when it is to be asked next what is owed to a customer for what they said."""
    looks = ConsentNoticeRow.objects.filter(workspace_id=workspace_id).aggregate(at=Min("looks_at"))
    at: datetime | None = looks["at"]
    return at


def _notices(where: str, params: Sequence[object]) -> pl.DataFrame:
    names = ", ".join("NULL AS country" if name == "country" else name for name in HELD.names())
    return select_frame(f"SELECT {names} FROM messaging_consent_notice WHERE {where}", params, schema=HELD)
