"""Keep by API the parts that templates share."""

from ninja import Router, Schema, Status
from pydantic import Field

from tenure.messaging import queries
from tenure.messaging.rules.snippets import Snippet, Variant
from tenure.messaging.services.own_sandbox import sandbox
from tenure.messaging.services.save_snippet import remove_snippet, save_snippet
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["messages"])


class VariantBody(Strict):
    """What customers in a segment are shown in the place of the body."""

    segment: str
    body: str = Field(max_length=200_000)


class SnippetIn(Strict):
    """One language of a snippet; with variants it is a content block, and the first that fits is shown."""

    body: str = Field(max_length=200_000, description="Liquid, in MJML or HTML as the templates that show it.")
    variants: list[VariantBody] = Field([], max_length=50)
    locale: str = "en"


class SnippetOut(Schema):
    """One language of a snippet."""

    key: str
    locale: str
    body: str
    variants: list[VariantBody]


class Snippets(Schema):
    """Snippets by key and locale."""

    items: list[SnippetOut]
    next_cursor: str | None


@router.put("/snippets/{key}", response=SnippetOut, auth=requires("templates.write"))
def write_snippet(request: ApiRequest, key: str, payload: SnippetIn) -> SnippetOut:
    """Save one language of a snippet; templates show it as `{% render 'key' %}` from their next message on."""
    workspace = request.auth.workspace
    variants = tuple(Variant(each.segment, each.body) for each in payload.variants)
    saved = save_snippet(
        workspace.id,
        Snippet(key, payload.locale, payload.body, variants),
        sandbox=sandbox(),
        actor=request.auth.actor,
        now=workspace.clock.at(real_now()),
    )
    return _shown(saved)


@router.get("/snippets", response=Snippets, auth=requires("templates.read"))
def read_snippets(request: ApiRequest) -> Snippets:
    """Return every language of every snippet of the workspace; those shipped with Tenure are not among them."""
    found = queries.snippets(request.auth.workspace.id)
    return Snippets(items=[_shown(each) for each in found], next_cursor=None)


@router.get("/snippets/{key}", response=Snippets, auth=requires("templates.read"))
def read_snippet(request: ApiRequest, key: str) -> Snippets:
    """Return every language of a snippet."""
    found = queries.snippet(request.auth.workspace.id, key)
    return Snippets(items=[_shown(each) for each in found], next_cursor=None)


@router.delete("/snippets/{key}", response={204: None}, auth=requires("templates.write"))
def delete_snippet(request: ApiRequest, key: str) -> Status[None]:
    """Delete a snippet in all its languages; refused while something renders it."""
    remove_snippet(request.auth.workspace.id, key, actor=request.auth.actor)
    return Status(204, None)


def _shown(snippet: Snippet) -> SnippetOut:
    variants = [VariantBody(segment=each.segment, body=each.body) for each in snippet.variants]
    return SnippetOut(key=snippet.key, locale=snippet.locale, body=snippet.body, variants=variants)
