"""Tell the signals room which templates and snippets show a trait, or ask about a segment."""

from tenure.messaging.queries import snippets, templates
from tenure.messaging.rules.mentions import traits_named
from tenure.messaging.rules.snippets import segments_mentioned


def used_by(workspace_id: int, kind: str, key: str) -> list[str]:
    """Return `template KEY` and `snippet KEY` for each that speaks of a trait or a segment."""
    sources = [
        (f"template {each.key}", f"{each.subject}\n{each.body}\n{each.text}") for each in templates(workspace_id)
    ]
    sources += [(f"snippet {each.key}", each.source) for each in snippets(workspace_id)]
    if kind == "trait":
        return sorted({name for name, source in sources if key in traits_named(source)})
    return sorted({name for name, source in sources if key in segments_mentioned([source])})
