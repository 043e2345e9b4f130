"""Give a person what the stream holds of them."""

from collections.abc import Mapping, Sequence
from typing import Final

from tenure.events import queries
from tenure.events.rules.tables import event_line
from tenure.kernel.json import Json

_ALL: Final = (1 << 31) - 1


def export(workspace_id: int, customer_ids: Sequence[int]) -> Mapping[str, Json]:
    """Return every event of some customers, oldest first."""
    known = queries.merges(workspace_id)
    now = dict(zip(known["from_id"], known["to_id"], strict=True))
    # Of whoever was merged, the timeline is that of who they are now.
    rows = [
        row
        for customer_id in dict.fromkeys(now.get(each, each) for each in customer_ids)
        for row in queries.timeline(workspace_id, customer_id, limit=_ALL).reverse().iter_rows(named=True)
    ]
    return {"events": [event_line(row) for row in rows]}
