"""Carry events from both sources into the stream, each exactly once.

A flush: freeze what is taken as claims, drop repeats, find each customer, write one file for each
workspace and source, then commit all of it in one transaction, then let go of the inbox's claim.
A crash anywhere repeats the same claims into the same file names. Where the manifest was committed and
the inbox was not told, every event is known already, every dead letter too, and only the claim is deleted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.events import queries
from tenure.events.inbox.base import Inbox
from tenure.events.rules import flushes
from tenure.events.rules.rows import TENURE
from tenure.events.services import recorded
from tenure.events.services.claims import Batch, Claims, Workspaces, batches, claimed
from tenure.events.services.known_messages import KnownMessages
from tenure.events.services.manifest import Entry, insert_files, insert_letters
from tenure.events.stores.base import StoredFile
from tenure.events.stores.opening import open_store
from tenure.platform.faults import fault
from tenure.platform.presence import contributions
from tenure.platform.queries import cursor, workspaces
from tenure.platform.services.cursors import advance_cursor


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that one batch adds to one workspace, in their file."""

    workspace_id: int
    seq: int
    batch: Batch
    rows: pl.DataFrame
    file: StoredFile


class Consumer:
    """The one writer of the stream. It lives as long as its worker leads."""

    def __init__(self, inbox: Inbox) -> None:
        """Know nothing yet; what the stream holds is learned workspace by workspace."""
        self._inbox = inbox
        self._known = KnownMessages()
        self.is_behind = False

    def waiting(self) -> bool:
        """Return whether anything is not in the stream yet."""
        return self._inbox.waiting() or recorded.waiting()

    def has_requests(self) -> bool:
        """Return whether a request is in the inbox, of the two sources the one that is not in the state."""
        return self._inbox.waiting()

    def step(self, now: datetime) -> int:
        """Flush both sources once, at the real instant `now`; return how many rows the stream gained.

        Afterwards `is_behind` says whether a claim was full, so that more waits already.
        """
        claims = claimed(self._inbox)
        if claims.is_empty:
            return 0
        known = {workspace.id: workspace for workspace in workspaces()}
        taken = batches(claims, self._inbox, workspaces=known, now=now)
        parts = self._written(taken, known, now=now)
        _commit(claims, taken, parts, now=now)
        fault("manifest_committed")
        for part in parts:
            self._known.add(part.workspace_id, part.rows, seq=part.seq)
        if claims.inbox is not None:
            self._inbox.delete(claims.inbox)
        self.is_behind = any(batch.is_full for batch in taken)
        return sum(part.rows.height for part in parts)

    def _written(self, taken: list[Batch], known: Workspaces, *, now: datetime) -> list[Part]:
        """Write one file for each workspace and batch that brings anything new."""
        seqs: dict[int, int] = {}
        parts: list[Part] = []
        for batch in taken:
            for workspace_id, rows in _by_workspace(self._fresh(batch), known, now=now):
                seqs[workspace_id] = seqs.get(workspace_id, cursor(workspace_id, "stream")) + 1
                parts.append(_written_part(workspace_id, batch, rows, seq=seqs[workspace_id]))
        if parts:
            fault("parquet_renamed")
        return parts

    def _fresh(self, batch: Batch) -> pl.DataFrame:
        """Return the rows of a batch that the stream does not hold."""
        groups = batch.rows.partition_by("workspace_id", maintain_order=True)
        return pl.concat([batch.rows.clear(), *(self._known.fresh(rows["workspace_id"][0], rows) for rows in groups)])


def _by_workspace(rows: pl.DataFrame, known: Workspaces, *, now: datetime) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield each workspace's rows with their customers."""
    for group in _resolved(rows, known, now=now).partition_by("workspace_id", maintain_order=True):
        yield group["workspace_id"][0], group


def _resolved(rows: pl.DataFrame, known: Workspaces, *, now: datetime) -> pl.DataFrame:
    """Return rows with the customer of each; what rooms recorded names its own."""
    if rows.is_empty() or rows["source"][0] == TENURE:
        return rows
    (resolver,) = contributions("identity_resolver")
    times = {workspace_id: known[workspace_id].clock.at(now) for workspace_id in rows["workspace_id"].unique()}
    who = rows.select("workspace_id", "user_id", "anonymous_id", "source")
    resolved = rows.with_columns(resolver.resolve(who, times)["customer_id"])
    resolver.join_accounts(resolved.filter(kind="group"), times)
    return resolved


def _written_part(workspace_id: int, batch: Batch, rows: pl.DataFrame, *, seq: int) -> Part:
    path = f"{batch.source}-{batch.claim}.parquet"
    if queries.is_taken(workspace_id, path):
        # The claim was committed, and yet brings rows that are not known: the inbox began to count anew.
        path = f"{batch.source}-{batch.claim}-{seq}.parquet"
    file = open_store().write(workspace_id, path, flushes.numbered(rows, seq=seq))
    return Part(workspace_id, seq, batch, rows, file)


def _commit(claims: Claims, taken: list[Batch], parts: list[Part], *, now: datetime) -> None:
    """Make a flush true at once: its files, its dead letters, the cursors; recorded rows are in the stream now."""
    with transaction.atomic():
        insert_files([_entry(part, now=now) for part in parts])
        for batch in taken:
            insert_letters(batch.letters)
        for part in parts:
            advance_cursor(part.workspace_id, "stream", part.seq)
        if claims.recorded is not None:
            recorded.delete(claims.recorded)


def _entry(part: Part, *, now: datetime) -> Entry:
    return Entry(
        workspace_id=part.workspace_id,
        seq_first=part.seq,
        seq_last=part.seq,
        source=part.batch.source,
        claim=part.batch.claim,
        level=0,
        file=part.file,
        created_at=now,
    )
