"""Tell the customers room what signals know of its customers."""

from collections.abc import Sequence

from tenure.kernel.json import Json
from tenure.signals.queries import ignored_of, segments_of, stages, traits


def facts(workspace_id: int, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """Return email (null unless it is text), traits, ignored statements, segments and stage of some customers."""
    segments, staged = segments_of(workspace_id, ids), stages(workspace_id, ids)
    ignored = ignored_of(workspace_id, ids)
    return {
        customer_id: {
            "email": email if isinstance(email := known.get("email"), str) else None,
            "traits": known,
            "ignored": [
                {"trait": each.trait, "reason": each.reason, "source": each.source, "at": each.at.isoformat()}
                for each in ignored.get(customer_id, [])
            ],
            "segments": segments.get(customer_id, []),
            "stage": staged.get(customer_id, "new"),
        }
        for customer_id, known in traits(workspace_id, ids).items()
    }
