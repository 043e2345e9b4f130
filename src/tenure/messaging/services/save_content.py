"""Save an item of the content library, or let it go."""

from datetime import datetime

from django.db import transaction

from tenure.kernel.errors import Conflict, NotFound
from tenure.messaging.models import ContentRow
from tenure.messaging.queries import snippets, templates
from tenure.messaging.rules.content import ContentItem, checked_item
from tenure.messaging.rules.mentions import content_mentioned
from tenure.platform.services.audit import audit


def save_content(workspace_id: int, item: ContentItem, *, actor: str, now: datetime) -> ContentItem:
    """Return an item as saved, with all its languages; messages show it from the next one on."""
    saved = checked_item(item)
    with transaction.atomic():
        found = ContentRow.objects.select_for_update().filter(workspace_id=workspace_id, key=saved.key)
        row = found.first() or ContentRow(workspace_id=workspace_id, key=saved.key)
        row.write(saved, now=now)
        row.save()
        audit(workspace_id, actor=actor, act="content.saved", subject=f"content:{saved.key}", fields=["body"])
    return saved


def remove_content(workspace_id: int, key: str, *, actor: str) -> None:
    """Remove an item; Conflict while a template or a snippet names it."""
    with transaction.atomic():
        rows = ContentRow.objects.select_for_update().filter(workspace_id=workspace_id, key=key)
        if not rows.exists():
            raise NotFound(f"There is no content item {key!r} here.", field="key")
        users = _users(workspace_id, key)
        if users:
            raise Conflict(f"{', '.join(users)} would miss it; change them first.", field="key")
        rows.delete()
        audit(workspace_id, actor=actor, act="content.deleted", subject=f"content:{key}")


def _users(workspace_id: int, key: str) -> list[str]:
    sources = [
        (f"template {each.key}", f"{each.subject}\n{each.body}\n{each.text}") for each in templates(workspace_id)
    ]
    sources += [(f"snippet {each.key}", each.source) for each in snippets(workspace_id)]
    return sorted({name for name, source in sources if key in content_mentioned(source)})
