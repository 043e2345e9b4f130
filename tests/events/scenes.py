"""Set up workspaces, and put into the inbox what clients sent."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import polars as pl
import zstandard

from tenure.events.inbox.base import Inbox, InboxRow
from tenure.events.rules.flushes import ROWS, numbered
from tenure.events.services.manifest import Entry, insert_files
from tenure.events.stores.opening import open_store
from tenure.kernel import json
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.cursors import advance_cursor
from tests.support.workspaces import make_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def made(name: str) -> Workspace:
    """Return a new workspace whose clock is frozen at `NOW`."""
    return make_workspace(name, shown=NOW).to_value()


def sent(message_id: str, **fields: object) -> dict[str, object]:
    """Return an event as the front stores it."""
    return {"kind": "track", "message_id": message_id, "name": "signed_up", "user_id": "ann"} | fields


def refused(index: int) -> dict[str, object]:
    """Return a refusal as the front stores it."""
    return {"index": index, "code": "too_deep", "field": "properties", "message": "Too deep.", "payload": "{}"}


def put(
    inbox: Inbox,
    workspace: Workspace,
    *events: Mapping[str, object],
    refusals: Sequence[Mapping[str, object]] = (),
    at: datetime = NOW,
    source: str = "website",
) -> None:
    """Store one request, as the front does."""
    put_body(inbox, workspace, zstandard.compress(json.encode({"events": events, "refused": refusals})), at, source)


def put_body(inbox: Inbox, workspace: Workspace, body: bytes, at: datetime = NOW, source: str = "website") -> None:
    """Store the body of a request, whatever it is."""
    received_at = (at - EPOCH) // timedelta(microseconds=1)
    inbox.append([InboxRow(workspace.id, source, is_browser=True, received_at=received_at, body=body)])


def flushed(workspace: Workspace, seq: int, *message_ids: str, **fields: object) -> None:
    """Add one flush to a workspace's stream, as the consumer does; a field may be a series, one value for each row."""
    usual = {
        "kind": "track",
        "name": "signed_up",
        "customer_id": 1,
        "occurred_at": NOW,
        "received_at": NOW,
        "source": "website",
        "historical": False,
        "properties": "{}",
        "context": "{}",
    }
    said = {"workspace_id": workspace.id} | usual | fields
    rows = pl.DataFrame({"message_id": message_ids}).with_columns(
        pl.lit(said.get(name)).cast(kind).alias(name) for name, kind in ROWS.items() if name != "message_id"
    )
    file = open_store().write(workspace.id, f"inbox-{seq}.parquet", numbered(rows, seq=seq))
    insert_files([Entry(workspace.id, seq, seq, source="inbox", claim=seq, level=0, file=file, created_at=NOW)])
    advance_cursor(workspace.id, "stream", seq)
