"""Save a part that templates share, in one language, or let it go."""

from datetime import datetime

from django.db import transaction

from tenure.kernel.errors import BadInput, Conflict, NotFound
from tenure.messaging.models import SnippetRow
from tenure.messaging.queries import snippets, templates
from tenure.messaging.renderer.sandbox import Sandbox
from tenure.messaging.rules.mail_frame import SHIPPED
from tenure.messaging.rules.snippets import KEY, Snippet, partials_for, snippets_mentioned
from tenure.messaging.rules.templates import locale_tag
from tenure.platform.services.audit import audit
from tenure.signals.queries import segments_defined

MOST_VARIANTS = 50


def save_snippet(workspace_id: int, snippet: Snippet, *, sandbox: Sandbox, actor: str, now: datetime) -> Snippet:
    """Return a snippet as saved; templates show it from their next message on."""
    locale = locale_tag(snippet.locale)
    if locale is None:
        raise BadInput(f"{snippet.locale!r} is no locale; write one as `en`, `ko` or `pt-BR`.", field="locale")
    saved = Snippet(snippet.key, locale, snippet.body, snippet.variants)
    _check(workspace_id, saved, sandbox)
    with transaction.atomic():
        found = SnippetRow.objects.select_for_update().filter(
            workspace_id=workspace_id, key=saved.key, locale=saved.locale
        )
        row = found.first() or SnippetRow(workspace_id=workspace_id, key=saved.key, locale=saved.locale)
        row.write(saved, now=now)
        row.save()
        subject = f"snippet:{saved.key}/{saved.locale}"
        audit(workspace_id, actor=actor, act="snippet.saved", subject=subject, fields=["body", "variants"])
    return saved


def remove_snippet(workspace_id: int, key: str, *, actor: str) -> None:
    """Remove every language of a snippet; Conflict while anything renders it."""
    with transaction.atomic():
        rows = SnippetRow.objects.select_for_update().filter(workspace_id=workspace_id, key=key)
        if not rows.exists():
            raise NotFound(f"There is no snippet {key!r} here.", field="key")
        users = _users(workspace_id, key)
        if users and key not in SHIPPED:
            raise Conflict(f"{', '.join(users)} would miss it; change them first.", field="key")
        rows.delete()
        audit(workspace_id, actor=actor, act="snippet.deleted", subject=f"snippet:{key}")


def _users(workspace_id: int, key: str) -> list[str]:
    shown = {
        f"template {each.key}"
        for each in templates(workspace_id)
        if key in snippets_mentioned(f"{each.subject}\n{each.body}\n{each.text}")
    }
    nested = {
        f"snippet {each.key}"
        for each in snippets(workspace_id)
        if each.key != key and key in snippets_mentioned(each.source)
    }
    return sorted(shown | nested)


def _check(workspace_id: int, snippet: Snippet, sandbox: Sandbox) -> None:
    if not KEY.fullmatch(snippet.key):
        raise BadInput(f"{snippet.key!r} cannot name a snippet; use small letters, digits and _.", field="key")
    if len(snippet.variants) > MOST_VARIANTS:
        raise BadInput(f"At most {MOST_VARIANTS} variants are possible.", field="variants")
    segments = {each.key for each in segments_defined(workspace_id)} if snippet.variants else set()
    partials = partials_for([*snippets(workspace_id), snippet], locale=snippet.locale)
    bodies = [("body", snippet.body)]
    for place, variant in enumerate(snippet.variants):
        if variant.segment not in segments:
            raise BadInput(f"There is no segment {variant.segment!r} here.", field=f"variants[{place}].segment")
        bodies.append((f"variants[{place}].body", variant.body))
    problems = sandbox.part_problems(bodies, partials=partials)
    if problems:
        raise BadInput(problems[0].sentence, field=problems[0].field)
