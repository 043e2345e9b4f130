"""Keep a segment for another room, which people do not see."""

from datetime import datetime

from django.db import transaction

from tenure.kernel import json
from tenure.kernel.expressions.parsing import parsed
from tenure.platform.queries import cursor
from tenure.platform.services.cursors import advance_cursor
from tenure.signals.models import SegmentRow
from tenure.signals.rules.codec import segment_json
from tenure.signals.rules.definitions import Segment
from tenure.signals.services.save_definitions import checked_where


def hide_segment(workspace_id: int, key: str, where: str, *, now: datetime) -> None:
    """Define a hidden segment, or define it anew; whoever is in it then came in silently.

    Its key has a dot. BadInput when the predicate names what nobody knows; the same predicate again changes nothing.
    """
    segment = Segment(key, key, parsed(where))
    definition = json.encode_text(segment_json(segment))
    with transaction.atomic():
        checked_where(workspace_id, segment.where)
        if SegmentRow.objects.filter(workspace_id=workspace_id, key=key, definition=definition).exists():
            return
        kept = {"name": key, "definition": definition, "saved_at": now}
        SegmentRow.objects.update_or_create(workspace_id=workspace_id, key=key, defaults=kept)
        advance_cursor(workspace_id, "definitions", cursor(workspace_id, "definitions") + 1)
