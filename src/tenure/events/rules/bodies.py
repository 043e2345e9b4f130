"""Open the bodies of inbox rows: what the front accepted and what it refused, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import msgspec
import numpy as np
import polars as pl
import zstandard

from tenure.events.rules.rows import INSTANT

_TEXTS = ("kind", "message_id", "name", "user_id", "anonymous_id", "account_id", "timestamp", "sent_at")
_JSONS = ("properties", "context")
_REFUSAL = {
    "index": pl.Int32(),
    "code": pl.String(),
    "field": pl.String(),
    "message": pl.String(),
    "payload": pl.String(),
}


class _Event(msgspec.Struct, gc=False):
    kind: str
    message_id: str
    name: str | None = None
    user_id: str | None = None
    anonymous_id: str | None = None
    account_id: str | None = None
    timestamp: str | None = None
    sent_at: str | None = None
    # JSON stays text: nobody between the front and a reader looks inside.
    properties: msgspec.Raw = msgspec.Raw(b"{}")
    context: msgspec.Raw = msgspec.Raw(b"{}")


class _Refusal(msgspec.Struct, gc=False):
    index: int
    code: str
    field: str | None
    message: str
    payload: str


class _Body(msgspec.Struct, gc=False):
    events: list[_Event]
    refused: list[_Refusal]
    historical: bool = False  # as an import says of all its events, however young they are


@dataclass(frozen=True, slots=True)
class Opened:
    """Accepted events and refusals; `request` is the place of their body in the sequence."""

    events: pl.DataFrame
    refused: pl.DataFrame


@dataclass(slots=True)
class _Opening:
    events: list[_Event] = field(default_factory=list)
    event_counts: list[int] = field(default_factory=list)
    are_historical: list[bool] = field(default_factory=list)
    refused: list[_Refusal] = field(default_factory=list)
    refused_counts: list[int] = field(default_factory=list)


def opened(bodies: Sequence[bytes]) -> Opened:
    """Return what the bodies hold. One that cannot be read is a refusal, so that it stops no other."""
    opening = _Opening()
    decompress = zstandard.ZstdDecompressor().decompress
    decode = msgspec.json.Decoder(_Body).decode
    # A loop over requests and not over events: each body is its own zstd frame and JSON text.
    for packed in bodies:
        try:
            body = decode(decompress(packed))
        except (zstandard.ZstdError, msgspec.DecodeError) as error:
            body = _Body([], [_Refusal(0, "unreadable", None, f"The stored request cannot be read: {error}", "")])
        opening.events += body.events
        opening.event_counts.append(len(body.events))
        opening.are_historical.append(body.historical)
        opening.refused += body.refused
        opening.refused_counts.append(len(body.refused))
    return Opened(_events(opening), _refusals(opening))


def _events(opening: _Opening) -> pl.DataFrame:
    # One pass over the events for each column is what JSON costs; all that follows is columns.
    texts = [pl.Series(name, list(map(attrgetter(name), opening.events)), pl.String) for name in _TEXTS]
    jsons = [
        pl.Series(name, [str(raw, "utf-8") for raw in map(attrgetter(name), opening.events)], pl.String)
        for name in _JSONS
    ]
    instants = pl.col("timestamp", "sent_at").str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us").cast(INSTANT)
    stated = pl.Series("historical", np.repeat(np.array(opening.are_historical, dtype=bool), opening.event_counts))
    return pl.DataFrame([_requests(opening.event_counts), stated, *texts, *jsons]).with_columns(instants)


def _refusals(opening: _Opening) -> pl.DataFrame:
    rows = [
        (refusal.index, refusal.code, refusal.field, refusal.message, refusal.payload) for refusal in opening.refused
    ]
    return pl.DataFrame(rows, schema=_REFUSAL, orient="row").with_columns(_requests(opening.refused_counts))


def _requests(counts: list[int]) -> pl.Series:
    return pl.Series("request", np.repeat(np.arange(len(counts), dtype=np.int64), counts))
