"""Tell the signals room which templates show a trait."""

from tenure.messaging.queries import templates
from tenure.messaging.rules.mentions import traits_mentioned


def used_by(workspace_id: int, kind: str, key: str) -> list[str]:
    """Return `template KEY` for each current template that shows a trait; templates use no segments."""
    if kind != "trait":
        return []
    return sorted({f"template {each.key}" for each in templates(workspace_id) if key in traits_mentioned(each)})
