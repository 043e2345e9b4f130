"""Bring a file of events or customers into the inbox, through every check of tracking.

What enters is historical: it is known from then on, and triggers nothing. An import that was stopped is
repeated whole: each row has the message id that it had before, and the stream takes each message once.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

import zstandard

from tenure.events.inbox.base import Inbox, InboxRow
from tenure.events.rules.batches import Accepted, Rejected, accepted
from tenure.events.rules.imports import SOURCE, Plan, column_of, sent_event
from tenure.events.rules.limits import BATCH_BYTES, BATCH_EVENTS, PAYLOAD_BYTES
from tenure.events.rules.masking import Seal, masked_text
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.reserved import RESERVED, SERVER_MAY_SEND
from tenure.events.rules.storing import Terms
from tenure.events.services.read_rows import Row, Table
from tenure.kernel import json
from tenure.kernel.errors import BadInput, Unavailable
from tenure.kernel.json import JsonObject

EVENTS: Final = min(500, BATCH_EVENTS)
BYTES: Final = BATCH_BYTES - (16 << 10)
DEEP: Final = 400  # requests in the inbox, beyond which an import waits
PATIENCE: Final = timedelta(seconds=60)
_REST_SECONDS: Final = 0.05
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_IDS: Final = ("userId", "anonymousId", "previousId")
_SUPPRESSED: Final = "This person was erased, or nothing may be sent to them; the row was left out."

Sent = tuple[Row, JsonObject]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that did not enter: where it stands, the column at fault, and why. `row` is masked."""

    line: int
    code: str
    field: str | None
    reason: str
    row: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file's rows. `skipped_count` of them are about people who are suppressed."""

    row_count: int = 0
    accepted_count: int = 0
    refused_count: int = 0
    skipped_count: int = 0


@dataclass(frozen=True, slots=True)
class Importer:
    """Whose rows they are, what is made of them, and where they go: nowhere without an inbox."""

    workspace_id: int
    as_of: datetime  # on the workspace's clock
    plan: Plan
    seal: Seal
    suppressed: Callable[[Collection[str]], Collection[str]]  # which of some ids and addresses are suppressed
    inbox: Inbox | None
    refuse: Callable[[RefusedRow], None]
    patience: timedelta = PATIENCE  # with a full inbox that nobody empties


def import_table(table: Table, importer: Importer, *, now: datetime) -> Iterator[tuple[Imported, int]]:
    """Bring in the rows of a table; yield after each piece what became of all until then, and the file's offset.

    `now` is the real instant of the import. Raises Unavailable when the inbox stays full.
    """
    if table.columns is not None:
        importer.plan.check(table.columns)
    total = Imported()
    for rows in _pieces(table.rows):
        total = _sum(total, _piece(rows, importer, now=now))
        yield total, rows[-1].offset


def _pieces(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while piece := list(islice(rows, EVENTS)):
        yield piece


def _piece(rows: Sequence[Row], importer: Importer, *, now: datetime) -> Imported:
    sent: list[Sent] = []
    refused: list[RefusedRow] = []
    for row in rows:
        found = row.cells if isinstance(row.cells, Refusal) else sent_event(row.cells, importer.plan)
        if isinstance(found, Refusal):
            refused.append(_refused(row, found.code, found.field, found.message))
        else:
            sent.append((row, found))
    erased = importer.suppressed({value for _, found in sent for value in _named(found)})
    wanted = [(row, found) for row, found in sent if not _named(found) & set(erased)]
    for chunk in _chunks(wanted):
        refused += _taken(chunk, importer, now=now)
    skipped = [_refused(row, "suppressed", None, _SUPPRESSED) for row, found in sent if _named(found) & set(erased)]
    for each in sorted([*refused, *skipped], key=lambda each: each.line):
        importer.refuse(each)
    return Imported(len(rows), len(rows) - len(refused) - len(skipped), len(refused), len(skipped))


def _chunks(sent: Sequence[Sent]) -> Iterator[list[Sent]]:
    """Yield rows together that are no larger than a request may be."""
    chunk: list[Sent] = []
    size = 0
    for row, found in sent:
        length = len(json.encode(found)) + 1
        if chunk and size + length > BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append((row, found))
        size += length
    if chunk:
        yield chunk


def _taken(chunk: Sequence[Sent], importer: Importer, *, now: datetime) -> list[RefusedRow]:
    """Store what passes the checks, as one request; return what does not."""
    found = _checked(chunk, importer)
    rejected = found.rejected
    if rejected:
        # What an import refuses is in its own report, not among the dead letters of tracking.
        bad = {each.index for each in rejected}
        good = [sent for place, sent in enumerate(chunk) if place not in bad]
        found = _checked(good, importer)
    if found.event_count and importer.inbox is not None:
        _wait_for_room(importer.inbox, patience=importer.patience)
        body = zstandard.compress(_historical(found.body), 1)
        received_at = (now - _EPOCH) // _MICROSECOND
        importer.inbox.append(
            [InboxRow(importer.workspace_id, SOURCE, is_browser=False, received_at=received_at, body=body)]
        )
    return [_rejected(each, chunk[each.index][0], importer.plan) for each in rejected]


def _checked(chunk: Sequence[Sent], importer: Importer) -> Accepted:
    terms = Terms(
        kind=None,
        reserved=RESERVED - SERVER_MAY_SEND,
        mint=_unwanted,
        seal=importer.seal,
    )
    # Rows tell the time of the workspace, and are checked by it.
    found = accepted(json.encode({"batch": [sent for _, sent in chunk]}), terms, now=importer.as_of)
    if isinstance(found, Refusal):
        raise BadInput(found.message, field=found.field)
    return found


def _unwanted() -> str:
    raise AssertionError("each row of an import has its message id")


def _historical(body: bytes) -> bytes:
    """Return the body of a request whose events trigger nothing, however young they are."""
    return body.removesuffix(b"}") + b',"historical":true}'


def _wait_for_room(inbox: Inbox, *, patience: timedelta) -> None:
    """Wait while the inbox is deep; Unavailable when nobody empties it."""
    depth, since = inbox.depth(), time.monotonic()
    while depth >= DEEP:
        if time.monotonic() - since >= patience.total_seconds():
            raise Unavailable("The inbox is full and nobody empties it; run `tenure serve`, then repeat the import.")
        time.sleep(_REST_SECONDS)
        before, depth = depth, inbox.depth()
        since = time.monotonic() if depth < before else since


def _named(sent: JsonObject) -> frozenset[str]:
    """Return the ids and the address by which what is sent names a person."""
    traits = sent.get("traits")
    values = [sent.get(name) for name in _IDS] + ([traits.get("email")] if isinstance(traits, Mapping) else [])
    return frozenset(value for value in values if isinstance(value, str))


def _rejected(rejected: Rejected, row: Row, plan: Plan) -> RefusedRow:
    cells = {} if isinstance(row.cells, Refusal) else row.cells
    return _refused(row, rejected.code, column_of(rejected.field, cells, plan), rejected.message)


def _refused(row: Row, code: str, at: str | None, message: str) -> RefusedRow:
    cells = "" if isinstance(row.cells, Refusal) else json.encode_text(row.cells)
    shown = masked_text(cells).encode()[:PAYLOAD_BYTES].decode(errors="ignore")
    return RefusedRow(row.line, code, at, masked_text(message), shown)


def _sum(one: Imported, other: Imported) -> Imported:
    return Imported(*(left + right for left, right in zip(astuple(one), astuple(other), strict=True)))
