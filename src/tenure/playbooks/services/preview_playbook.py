"""Show what a playbook would say, before it is there, to somebody made up."""

from datetime import datetime, timedelta
from typing import Final

from tenure.kernel.errors import NotFound
from tenure.kernel.json import JsonObject
from tenure.messaging.queries import settings_of
from tenure.messaging.rules.brand import brand_variables
from tenure.messaging.rules.content import ContentItem, ContentKind, ContentText, content_variables
from tenure.messaging.rules.rendering import Rendered, Unwritten, message_context, tongue
from tenure.messaging.rules.snippets import Snippet, partials_for
from tenure.messaging.rules.templates import MessageClass, Template
from tenure.messaging.services.own_sandbox import Sandbox
from tenure.platform.rules.workspaces import Workspace
from tenure.playbooks.reading import playbook
from tenure.playbooks.rules.playbooks import Playbook

NOBODY: Final = {"en": "Grace Reed", "ko": "김지우", "pl": "Zofia Nowak"}
NOWHERE: Final = "https://example.invalid/"


def preview_playbook(
    workspace: Workspace, key: str, *, template: str, locale: str, sandbox: Sandbox, now: datetime
) -> Rendered:
    """Return a template of a playbook in the workspace's brand; its promises read as if they were published."""
    book = playbook(key)
    found = next((said for name, said in book.templates if (name, said["locale"]) == (template, locale)), None)
    if found is None:
        raise NotFound(f"The playbook {key!r} has no {template!r} in {locale!r}.", field="template")
    said = sandbox.render(
        _template(template, found), _context(workspace, book, locale, now=now), partials=_partials(book, locale)
    )
    if isinstance(said, Unwritten):
        raise NotFound(f"This cannot be shown: {said.reason}.", field="template")
    return said


def _template(key: str, said: JsonObject) -> Template:
    return Template(
        key=key,
        locale=str(said["locale"]),
        channel=str(said["channel"]),
        message_class=MessageClass(str(said["class"])),
        subject=str(said["subject"]),
        syntax="mjml",
        body=str(said["mjml"]),
        text=str(said["text"]),
    )


def _partials(book: Playbook, locale: str) -> tuple[tuple[str, str], ...]:
    own = [Snippet(key, str(said["locale"]), str(said["body"])) for key, said in book.snippets]
    return tuple(partials_for(own, locale=locale))


def _context(workspace: Workspace, book: Playbook, locale: str, *, now: datetime) -> JsonObject:
    settings = settings_of(workspace.id)
    name = settings.brand_name or workspace.name
    brand = brand_variables(settings.brand, name=name, postal_address=settings.postal_address)
    items = [_item(key, said, now=now) for key, said in book.content]
    context = message_context(
        _somebody(locale, now=now),
        user_id="u1",
        workspace_name=workspace.name,
        message_id="msg_preview",
        at=now,
        said_in=tongue(locale, customer_locale=locale, zone="UTC"),
        shared={"brand": brand, "content": content_variables(items, locale=locale, now=now), "segments": []},
    )
    ways = {"unsubscribe_url": NOWHERE, "preferences_url": NOWHERE}
    message = context["message"]
    assert isinstance(message, dict)  # noqa: S101 - a context has one
    return {**context, "message": {**message, **ways}}


def _item(key: str, said: JsonObject, *, now: datetime) -> ContentItem:
    texts = said["texts"]
    assert isinstance(texts, dict)  # noqa: S101 - content is shipped with texts
    spelled = {locale: ContentText(**text) for locale, text in texts.items()}
    return ContentItem(key, ContentKind(str(said["kind"])), spelled, now - timedelta(days=1))


def _somebody(locale: str, *, now: datetime) -> JsonObject:
    """Return the traits of somebody who did everything that messages speak of."""
    return {
        "name": NOBODY.get(locale, NOBODY["en"]),
        "plan": "plus",
        "active_days_7d": 5,
        "active_days_30d": 22,
        "key_actions_30d": 15,
        "results_minor_30d": 4_500,
        "results_currency": "EUR",
        "streak_days": 4,
        "last_use_at": (now - timedelta(days=9)).isoformat(),
        "canceled_at": (now - timedelta(days=30)).isoformat(),
    }
