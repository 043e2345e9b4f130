"""Keep the content library by API."""

from datetime import datetime

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tenure.events.rules.vocabulary.content import Use
from tenure.messaging import queries
from tenure.messaging.rules.content import ContentItem, ContentKind, ContentText
from tenure.messaging.services.record_use import record_use
from tenure.messaging.services.save_content import remove_content, save_content
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["messages"])


class TextBody(Strict):
    """An item in one language."""

    title: str = Field(max_length=300)
    url: str = Field(max_length=2_000, description="Where it is read, watched or downloaded.")
    summary: str = Field("", max_length=2_000)
    body: str = Field("", max_length=100_000)


class ContentIn(Strict):
    """An item in all its languages, and for whom it is."""

    kind: ContentKind
    texts: dict[str, TextBody] = Field(description="By locale: `en`, `ko`, `pt-BR`.", min_length=1, max_length=50)
    published_at: datetime | None = Field(None, description="Nobody is shown it before; null keeps it a draft.")
    plans: list[str] = Field([], max_length=50)
    features: list[str] = Field([], max_length=50)
    stages: list[str] = Field([], max_length=50)


class ContentOut(Schema):
    """An item of the library. Templates say `{{ content.KEY.url }}`."""

    key: str
    kind: ContentKind
    texts: dict[str, TextBody]
    published_at: datetime | None
    plans: list[str]
    features: list[str]
    stages: list[str]


class Library(Schema):
    """Items by key."""

    items: list[ContentOut]
    next_cursor: str | None


class UseIn(Strict):
    """Who did what with an item."""

    customer: str = Field(description="Public id or user id.")
    use: Use


class UseOut(Schema):
    """The event that was recorded."""

    event: str


class ContentFilter(Schema):
    """Which items are wanted."""

    kind: ContentKind | None = None
    feature: str | None = None


@router.put("/content/{key}", response=ContentOut, auth=requires("templates.write"))
def write_content(request: ApiRequest, key: str, payload: ContentIn) -> ContentOut:
    """Save an item of the content library; messages show it from the next one on."""
    workspace = request.auth.workspace
    item = ContentItem(
        key=key,
        kind=payload.kind,
        texts={locale: ContentText(**text.dict()) for locale, text in payload.texts.items()},
        published_at=payload.published_at,
        plans=tuple(payload.plans),
        features=tuple(payload.features),
        stages=tuple(payload.stages),
    )
    now = workspace.clock.at(real_now())
    return _shown(save_content(workspace.id, item, actor=request.auth.actor, now=now))


@router.get("/content", response=Library, auth=requires("templates.read"))
def read_library(request: ApiRequest, wanted: Query[ContentFilter]) -> Library:
    """Return the content library, of one kind or about one feature when asked."""
    found = [
        each
        for each in queries.content(request.auth.workspace.id)
        if wanted.kind in {None, each.kind} and (wanted.feature is None or wanted.feature in each.features)
    ]
    return Library(items=[_shown(each) for each in found], next_cursor=None)


@router.get("/content/{key}", response=ContentOut, auth=requires("templates.read"))
def read_content(request: ApiRequest, key: str) -> ContentOut:
    """Return an item of the content library."""
    return _shown(queries.content_item(request.auth.workspace.id, key))


@router.post("/content/{key}/uses", response={201: UseOut}, auth=requires("events.write"))
def write_use(request: ApiRequest, key: str, payload: UseIn) -> Status[UseOut]:
    """Tell that a customer started, finished or downloaded an item; it becomes an event."""
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    event = record_use(workspace.id, key, use=payload.use, customer_key=payload.customer, now=now)
    return Status(201, UseOut(event=event))


@router.delete("/content/{key}", response={204: None}, auth=requires("templates.write"))
def delete_content(request: ApiRequest, key: str) -> Status[None]:
    """Delete an item; refused while a template or a snippet names it."""
    remove_content(request.auth.workspace.id, key, actor=request.auth.actor)
    return Status(204, None)


def _shown(item: ContentItem) -> ContentOut:
    return ContentOut(
        key=item.key,
        kind=item.kind,
        texts={
            locale: TextBody(title=text.title, url=text.url, summary=text.summary, body=text.body)
            for locale, text in item.texts.items()
        },
        published_at=item.published_at,
        plans=list(item.plans),
        features=list(item.features),
        stages=list(item.stages),
    )
