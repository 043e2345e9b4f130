"""Know which messages a workspace's stream holds, so that each enters it once."""

import numpy as np
import polars as pl

from tenure.events import queries
from tenure.events.rules import message_index
from tenure.events.rules.flushes import message_key
from tenure.events.rules.message_index import Hashes, MessageIndex


class KnownMessages:
    """The message indexes of all workspaces, in the memory of one consumer.

    An index is derived from the files of the manifest when its workspace is first met, so there is
    nothing to repair after a crash. It knows the whole stream, not only its last 30 days.
    """

    def __init__(self) -> None:
        """Begin without any index."""
        self._indexes: dict[int, MessageIndex] = {}

    def fresh(self, workspace_id: int, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose `message_key` is not in the stream yet."""
        perhaps = message_index.hits(self._index(workspace_id), _hashes(rows))
        if perhaps.is_empty():
            return rows
        candidates = perhaps.with_columns(rows["message_key"][perhaps["row"]])
        stored = queries.message_keys(workspace_id, perhaps["seq"].to_list())
        return rows.join(
            candidates.join(stored, on=["seq", "message_key"]), on="message_key", how="anti", maintain_order="left"
        )

    def add(self, workspace_id: int, rows: pl.DataFrame, *, seq: int) -> None:
        """Remember the rows of a flush that is committed."""
        new, index = _hashes(rows), self._index(workspace_id)
        self._indexes[workspace_id] = message_index.added(index, new, seqs=np.full(new.size, seq, np.int64))

    def _index(self, workspace_id: int) -> MessageIndex:
        if workspace_id not in self._indexes:
            self._indexes[workspace_id] = _rebuilt(workspace_id)
        return self._indexes[workspace_id]


def _hashes(rows: pl.DataFrame) -> Hashes:
    return rows.select(message_index.hashed(pl.col("message_key"))).to_series().to_numpy()


def _rebuilt(workspace_id: int) -> MessageIndex:
    # Hashed while the files are read, so that the ids are never in memory together.
    stored = queries.scan(workspace_id).select("seq", hash=message_index.hashed(message_key()))
    known = stored.collect(engine="streaming")
    return message_index.added(MessageIndex(), known["hash"].to_numpy(), seqs=known["seq"].to_numpy())
