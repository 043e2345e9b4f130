"""Put events into a stream as the consumer would."""

from tenure.events.models import ManifestRow
from tenure.events.stores.opening import open_store
from tenure.platform.queries import cursor
from tenure.platform.services.cursors import advance_cursor
from tests.signals.acts import NOW, event, rows

__all__ = ["NOW", "event", "flush", "signed_up"]


def signed_up(*customers, **more):
    """Return that some customers signed up."""
    return [event(f"signed-up-{customer}", "signed_up", customer=customer, **more) for customer in customers]


def flush(workspace, events):
    """Add one flush to a workspace's stream and return its seq."""
    seq = cursor(workspace.pk, "stream") + 1
    file = open_store().write(workspace.pk, f"inbox-{seq}.parquet", rows(*events, seq=seq))
    ManifestRow.objects.create(
        workspace_id=workspace.pk,
        seq_first=seq,
        seq_last=seq,
        path=file.path,
        source="inbox",
        claim=seq,
        row_count=file.row_count,
        byte_count=file.byte_count,
        sha256=file.sha256,
        created_at=NOW,
    )
    advance_cursor(workspace.pk, "stream", seq)
    return seq
