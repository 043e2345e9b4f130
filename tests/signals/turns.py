"""Let the worker's part of signals take its turns."""

from tenure.kernel import json
from tenure.platform.models import RecordedEventRow
from tenure.signals import queries
from tenure.signals.services.refresh import refresh
from tenure.signals.services.save_definitions import save_segment, save_trait
from tests.signals.acts import NOW, event


def identify(message_id, customer=1, **said):
    """Return an identify call as a row of the stream."""
    return event(message_id, kind="identify", customer=customer, **said)


def turned(workspace, now=NOW):
    """Bring the snapshot up to the stream and a time; return how much moved it."""
    return refresh(workspace.to_value(), now)


def advanced(workspace, *, to):
    """Visit every instant at which something is due, as the worker does."""
    while (due := queries.next_due_at(workspace.pk)) is not None and due <= to:
        turned(workspace, due)
    turned(workspace, to)


def told(workspace):
    """Return the events that signals told, by customer."""
    rows = RecordedEventRow.objects.filter(workspace_id=workspace.pk, name__in=_TOLD).order_by("customer_id", "name")
    return [(row.name, row.customer_id, json.decode_object(row.properties)) for row in rows]


def silent_segment(workspace):
    """Define who did not log in for a week as the segment `silent`."""
    save_trait(workspace.pk, "logins_7d", {"aggregate": "count", "event": "login", "window": "7d"}, now=NOW)
    save_segment(workspace.pk, "silent", "Silent", {"where": "logins_7d = 0"}, now=NOW)


_TOLD = ("segment_entered", "segment_left", "stage_changed")
