"""Know which messages a workspace's stream holds, so that each enters it once."""

from dataclasses import dataclass, field

import polars as pl

from tenure.events import queries
from tenure.events.rules import message_index
from tenure.events.rules.hash_levels import covering, mergeable
from tenure.events.rules.message_index import MessageIndex
from tenure.events.stores import hash_files
from tenure.events.stores.hash_files import HashFile
from tenure.platform import home
from tenure.platform.queries import cursor

# Known messages leave memory for a file at this number; a restart reads no more of the stream than these.
IN_MEMORY = 500_000


@dataclass(slots=True)
class _Known:
    """What is known of one workspace: files of hashes, and in memory the flushes after them up to `seq`."""

    files: list[HashFile] = field(default_factory=list)
    recent: MessageIndex = field(default_factory=MessageIndex)
    seq: int = 0

    @property
    def covered(self) -> int:
        """Return the last flush whose hashes are in files."""
        return self.files[-1].seq_last if self.files else 0


class KnownMessages:
    """The message indexes of all workspaces, for one consumer. They know the whole stream, not only its last 30 days.

    Files of hashes are derived from committed flushes only, so there is nothing to repair after a crash:
    what no file covers is read from the stream again when its workspace is first met.
    """

    def __init__(self) -> None:
        """Begin without any index."""
        self._known: dict[int, _Known] = {}

    def fresh(self, workspace_id: int, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose `message_key` is not in the stream yet."""
        known = self._of(workspace_id)
        runs = (*(file.run for file in known.files), *known.recent.runs)
        perhaps = message_index.hits(runs, message_index.hashed(rows["message_key"]))
        if perhaps.is_empty():
            return rows
        candidates = perhaps.with_columns(rows["message_key"][perhaps["row"]])
        stored = queries.message_keys(workspace_id, perhaps["seq"].to_list())
        return rows.join(
            candidates.join(stored, on=["seq", "message_key"]), on="message_key", how="anti", maintain_order="left"
        )

    def add(self, workspace_id: int, rows: pl.DataFrame, *, seq: int) -> None:
        """Remember the rows of a flush that is committed."""
        known = self._of(workspace_id)
        # Whoever is met for the first time was read from the stream, this flush included.
        if seq > known.seq:
            keys = rows.select("message_key", seq=pl.lit(seq, pl.Int64))
            _remember(workspace_id, known, keys, seq=seq)

    def _of(self, workspace_id: int) -> _Known:
        if workspace_id not in self._known:
            self._known[workspace_id] = _loaded(workspace_id)
        return self._known[workspace_id]


def _loaded(workspace_id: int) -> _Known:
    """Return what files cover, completed from the stream."""
    place = hash_files.folder(home.current(), workspace_id)
    found = hash_files.listed(place)
    used = set(covering([(file.seq_first, file.seq_last) for file in found], up_to=cursor(workspace_id, "stream")))
    for number, file in enumerate(found):
        if number not in used:
            file.path.unlink(missing_ok=True)
    known = _Known([file for number, file in enumerate(found) if number in used])
    known.seq = known.covered
    for seq, keys in queries.message_keys_by_file(workspace_id, after=known.covered):
        _remember(workspace_id, known, keys, seq=seq)
    return known


def _remember(workspace_id: int, known: _Known, keys: pl.DataFrame, *, seq: int) -> None:
    """Add the messages of some more flushes, `seq` the last of them."""
    seqs = keys["seq"].to_numpy()
    known.recent = message_index.added(known.recent, message_index.hashed(keys["message_key"]), seqs=seqs)
    known.seq = seq
    if known.recent.size >= IN_MEMORY:
        _put_away(known, workspace_id)


def _put_away(known: _Known, workspace_id: int) -> None:
    """Move what is in memory into a file, and join files when there are many of one size."""
    place = hash_files.folder(home.current(), workspace_id)
    first, last = known.covered + 1, known.seq
    known.files.append(hash_files.write(place, known.recent.runs, seq_first=first, seq_last=last))
    known.recent = MessageIndex()
    while chosen := mergeable([file.run.hashes.size for file in known.files]):
        old = known.files[-chosen:]
        first, last = old[0].seq_first, old[-1].seq_last
        known.files[-chosen:] = [hash_files.write(place, [file.run for file in old], seq_first=first, seq_last=last)]
        for file in old:
            file.path.unlink()
