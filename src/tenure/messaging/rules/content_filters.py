"""List items of the content library in a template."""

from collections.abc import Mapping

from liquid import RenderContext
from liquid.exceptions import FilterArgumentError
from liquid.filter import with_context

from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json
from tenure.messaging.rules.content import ContentKind, picked

USUAL_LIMIT = 3


@with_context
def content_items(
    value: object,
    limit: object = USUAL_LIMIT,
    *,
    since: object = None,
    feature: object = None,
    plan: object = None,
    stage: object = None,
    context: RenderContext,
) -> list[Json]:
    """Return items of a kind, the newest first: `{% assign news = "changelog" | content_items: 3 %}`."""
    kind = str(value)
    if kind not in set(ContentKind):
        kinds = ", ".join(f"`{each}`" for each in ContentKind)
        raise FilterArgumentError(f"content_items: there is no kind {kind!r}; there is {kinds}", token=None)
    if not isinstance(limit, int):
        raise FilterArgumentError("content_items: the limit is a whole number", token=None)
    content = context.resolve("content", default={})
    try:
        return picked(
            content if isinstance(content, Mapping) else {},
            kind,
            limit=limit,
            since=_text(since),
            feature=_text(feature),
            plan=_text(plan),
            stage=_text(stage),
        )
    except BadInput as error:
        raise FilterArgumentError(f"content_items: {error.message}", token=None) from error


def _text(value: object) -> str | None:
    """Return what was asked for; what a customer does not have refuses to become text, and stops the message."""
    return None if value is None else str(value) or None
