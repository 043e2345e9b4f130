"""Describe what a workspace can show its customers: articles, videos, guides, downloads, what is new."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject
from tenure.messaging.rules.templates import fallback_locales, locale_tag

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,79}")
MOST_SHOWN: Final = 20
LONGEST_URL: Final = 2_000


class ContentKind(StrEnum):
    """What an item is."""

    CHANGELOG = "changelog"
    ARTICLE = "article"
    VIDEO = "video"
    GUIDE = "guide"
    CLASS = "class"
    DOWNLOAD = "download"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class ContentText:
    """An item in one language."""

    title: str
    url: str
    summary: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One item of the library in all its languages, and for whom it is; without a date nobody is shown it."""

    key: str
    kind: ContentKind
    texts: Mapping[str, ContentText]
    published_at: datetime | None = None
    plans: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()


def checked_item(item: ContentItem) -> ContentItem:
    """Return an item as it is kept; BadInput names what to mend."""
    if not KEY.fullmatch(item.key):
        raise BadInput(
            f"{item.key!r} cannot name an item: templates write it as `content.KEY`; use small letters, digits and _.",
            field="key",
        )
    if not item.texts:
        raise BadInput("Give the item in one language at least, as `texts.en`.", field="texts")
    texts = {}
    for spelling, text in item.texts.items():
        locale = locale_tag(spelling)
        if locale is None:
            raise BadInput(f"{spelling!r} is no locale; write one as `en`, `ko` or `pt-BR`.", field="texts")
        _check(text, field=f"texts.{spelling}")
        texts[locale] = text
    return replace(item, texts=texts)


def content_variables(items: Iterable[ContentItem], *, locale: str | None, now: datetime) -> JsonObject:
    """Return the variable `content`: each item that is published, in the language nearest to a locale."""
    shown: JsonObject = {}
    for item in items:
        if item.published_at is not None and item.published_at <= now:
            shown[item.key] = _variable(item, item.published_at, locale)
    return shown


def picked(
    content: Mapping[str, Json],
    kind: str,
    *,
    limit: int,
    since: str | None = None,
    feature: str | None = None,
    plan: str | None = None,
    stage: str | None = None,
) -> list[Json]:
    """Return items of a kind, the newest first; an item without a tag is for everybody."""
    after = _instant(since) if since else None
    wanted = {"features": feature, "plans": plan, "stages": stage}
    found = [
        item
        for item in content.values()
        if isinstance(item, dict)
        and item.get("kind") == kind
        and (after is None or _instant(str(item.get("published_at"))) > after)
        and all(_suits(item.get(name), tag) for name, tag in wanted.items())
    ]
    newest = sorted(found, key=lambda item: (str(item.get("published_at")), str(item.get("key"))), reverse=True)
    return [*newest[: max(0, min(limit, MOST_SHOWN))]]


def _suits(tags: Json, wanted: str | None) -> bool:
    return wanted is None or not tags or (isinstance(tags, list) and wanted in tags)


def _variable(item: ContentItem, published_at: datetime, locale: str | None) -> JsonObject:
    tag = next((each for each in fallback_locales(locale) if each in item.texts), min(item.texts))
    text = item.texts[tag]
    return {
        "key": item.key,
        "kind": item.kind.value,
        "title": text.title,
        "summary": text.summary,
        "url": text.url,
        "body": text.body,
        "plans": list(item.plans),
        "features": list(item.features),
        "stages": list(item.stages),
        "published_at": published_at.astimezone(UTC).isoformat(),
    }


def _check(text: ContentText, *, field: str) -> None:
    if not text.title.strip() or not text.title.isprintable():
        raise BadInput("Write the title on one line.", field=f"{field}.title")
    parts = urlsplit(text.url)
    if parts.scheme not in {"https", "http"} or not parts.hostname or len(text.url) > LONGEST_URL:
        raise BadInput(
            f"{text.url!r} is no address to lead to; write it whole, as https://example.com/.", field=f"{field}.url"
        )


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text[:40]!r} is no instant.", field="since") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
