"""Freeze what is waiting in both sources, and open it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import polars as pl

from tenure.events.inbox.base import Inbox, InboxRow
from tenure.events.rules import flushes
from tenure.events.rules.admission import admitted
from tenure.events.rules.bodies import opened
from tenure.events.rules.rows import INSTANT
from tenure.events.services import recorded
from tenure.platform.faults import fault
from tenure.platform.rules.workspaces import Workspace

REQUESTS_PER_CLAIM = 500  # of up to 500 KB each: a bound on memory
RECORDED_PER_CLAIM = 100_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Workspaces = Mapping[int, Workspace]


@dataclass(frozen=True, slots=True)
class Claims:
    """The numbers under which rows of each source were frozen; None where nothing waits."""

    inbox: int | None
    recorded: int | None

    @property
    def is_empty(self) -> bool:
        """Return whether nothing waited."""
        return self.inbox is None and self.recorded is None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one claim of one source holds: rows for the stream, and dead letters."""

    source: Literal["inbox", "recorded"]
    claim: int
    rows: pl.DataFrame
    letters: pl.DataFrame
    is_full: bool


def claimed(inbox: Inbox) -> Claims:
    """Return the unfinished claim of each source, or a new one over what waits."""
    # To look takes no lock; most looks find nothing.
    of_inbox = inbox.claim(REQUESTS_PER_CLAIM) if inbox.waiting() else None
    if of_inbox is not None:
        fault("inbox_claimed")
    of_recorded = recorded.claim(RECORDED_PER_CLAIM)
    if of_recorded is not None:
        fault("recorded_claimed")
    return Claims(of_inbox, of_recorded)


def batches(claims: Claims, inbox: Inbox, *, workspaces: Workspaces, now: datetime) -> list[Batch]:
    """Return what the claims hold, the inbox first; a workspace that is gone takes its rows with it."""
    found: list[Batch] = []
    if claims.inbox is not None:
        found.append(_of_inbox(claims.inbox, inbox.rows(claims.inbox), workspaces))
    if claims.recorded is not None:
        found.append(_of_recorded(claims.recorded, workspaces, now=now))
    return found


def _of_inbox(claim: int, stored: list[InboxRow], workspaces: Workspaces) -> Batch:
    rows = [row for row in stored if row.workspace_id in workspaces]
    requests = _requests(rows, workspaces)
    found = admitted(requests, opened([row.body for row in rows]))
    return Batch(
        "inbox",
        claim,
        flushes.first_of_each(flushes.inbox_rows(requests, found)),
        flushes.dead_letters(requests, found),
        is_full=len(stored) >= REQUESTS_PER_CLAIM,
    )


def _of_recorded(claim: int, workspaces: Workspaces, *, now: datetime) -> Batch:
    stored = recorded.rows(claim)
    shown = [(workspace_id, workspace.clock.at(now)) for workspace_id, workspace in workspaces.items()]
    times = pl.DataFrame(shown, schema={"workspace_id": pl.Int64(), "now": INSTANT}, orient="row")
    return Batch(
        "recorded",
        claim,
        flushes.first_of_each(flushes.recorded_rows(stored, times)),
        pl.DataFrame(),
        is_full=stored.height >= RECORDED_PER_CLAIM,
    )


def _requests(rows: list[InboxRow], workspaces: Workspaces) -> pl.DataFrame:
    """Return who sent each request and when, on the clock of its workspace, and what that workspace admits."""
    # Requests are hundreds where events are tens of thousands, and each clock is an object.
    table = [
        (
            row.workspace_id,
            row.source,
            row.is_browser,
            workspaces[row.workspace_id].clock.at(EPOCH + timedelta(microseconds=row.received_at)),
            f"{row.received_at}:{row.id}",
            workspaces[row.workspace_id].subscriptions_from,
        )
        for row in rows
    ]
    return pl.DataFrame(table, schema=flushes.REQUESTS, orient="row")
