"""Turn away events that must not enter the stream, whatever the front thought of them.

They are built-in events from someone who may not tell of them or with properties of other types than are declared,
and events of the far future.
"""

import msgspec
import numpy as np
import polars as pl

from tenure.events.rules.bodies import Opened
from tenure.events.rules.declared import declared_fault
from tenure.events.rules.limits import AHEAD, AHEAD_OF_CLOCK, PAYLOAD_BYTES
from tenure.events.rules.reserved import FROM_EVENTS, RESERVED, SERVER_MAY_SEND
from tenure.kernel import json

_SPELLED = {
    "message_id": "messageId",
    "name": "event",
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "timestamp": "timestamp",
    "sent_at": "sentAt",
}
_FAULT = ("code", "field", "message")


def admitted(requests: pl.DataFrame, opened: Opened) -> Opened:
    """Return what requests hold, with built-in events among the refused unless their sender may tell of them.

    `requests` says of each who sent it and when: `is_browser`, `received_at`, and `subscriptions_from` of its
    workspace. Only a server may send the events of subscriptions and invoices, and only where those come from events,
    or as history. An event that says when it happened by the workspace's clock may be a day ahead of it.
    """
    return _without_future(requests, _without_misfits(_without_reserved(requests, opened)))


def _without_future(requests: pl.DataFrame, opened: Opened) -> Opened:
    """Turn away what is ahead of its workspace's clock as it is now; the front knew the one of a moment ago."""
    events = opened.events.with_row_index("_row")
    arrived = requests.select("received_at")[events["request"]]
    ahead = pl.col("sent_at").is_null() & (pl.col("timestamp") > pl.col("received_at") + AHEAD)
    turned = pl.concat([events, arrived], how="horizontal").filter(ahead)
    return _turned_away(
        turned.with_columns(code=pl.lit("too_far_ahead"), field=pl.lit("timestamp"), message=pl.lit(AHEAD_OF_CLOCK)),
        opened,
    )


def _without_misfits(opened: Opened) -> Opened:
    """Turn away built-in events of which a typed column could not hold what they say."""
    own = _built_in(opened)
    # A loop over built-in events only, whose JSON is of many shapes.
    faults = [
        declared_fault(name, json.decode_object(text)) for name, text in own.select("name", "properties").iter_rows()
    ]
    said = {name: pl.Series([getattr(fault, name, None) for fault in faults], dtype=pl.String) for name in _FAULT}
    return _turned_away(own.with_columns(**said).drop_nulls("code"), opened)


def _built_in(opened: Opened) -> pl.DataFrame:
    is_own = (pl.col("kind") == "track") & pl.col("name").is_in(list(RESERVED))
    return opened.events.with_row_index("_row").filter(is_own)


def _without_reserved(requests: pl.DataFrame, opened: Opened) -> Opened:
    own = _built_in(opened)
    if own.is_empty():
        return opened
    told = pl.concat([own, requests.select("is_browser", "subscriptions_from")[own["request"]]], how="horizontal")
    theirs = pl.col("name").is_in(list(SERVER_MAY_SEND)) & ~pl.col("is_browser")
    is_open = (pl.col("subscriptions_from") == FROM_EVENTS) | pl.col("historical")
    turned = told.filter(~(theirs & is_open)).with_columns(
        code=pl.lit("reserved_name"),
        field=pl.lit("event"),
        message=pl.when(theirs)
        .then(
            pl.format(
                "Subscriptions of this workspace come from {}: set its subscriptions_from to events to send this.",
                "subscriptions_from",
            )
        )
        .otherwise(pl.lit("Only Tenure may tell of this event: give yours another name.")),
    )
    return _turned_away(turned, opened)


def _turned_away(turned: pl.DataFrame, opened: Opened) -> Opened:
    if turned.is_empty():
        return opened
    events = opened.events
    kept = events.with_row_index("_row").join(turned.select("_row"), on="_row", how="anti", maintain_order="left")
    return Opened(kept.drop("_row"), pl.concat([opened.refused, _letters(turned, opened)]))


def _letters(turned: pl.DataFrame, opened: Opened) -> pl.DataFrame:
    rows = turned.with_columns(
        index=_places(turned, opened),
        payload=pl.Series([_payload(row) for row in turned.iter_rows(named=True)], dtype=pl.String),
    )
    return rows.select(opened.refused.columns)


def _places(turned: pl.DataFrame, opened: Opened) -> pl.Series:
    """Return where each event stood in its request, in which the refused ones stood too."""
    places = np.zeros(turned.height, np.int32)
    refused = opened.refused.select("request", "index")
    # A loop over requests, which are hundreds, and only over those in which anything is turned away.
    for request in turned["request"].unique():
        of_request = opened.events["request"] == request
        others = refused.filter(pl.col("request") == request)["index"].to_numpy()
        free = np.setdiff1d(np.arange(int(of_request.sum()) + others.size), others)
        mine = (turned["request"] == request).to_numpy()
        places[mine] = free[turned["_row"].to_numpy()[mine] - int(of_request.arg_max() or 0)]
    return pl.Series(places, dtype=pl.Int32)


def _payload(row: dict[str, object]) -> str:
    """Return an event as its sender would spell it, so that it can be sent again."""
    said = {spelled: row[name] for name, spelled in _SPELLED.items() if row[name] is not None}
    jsons = {name: msgspec.Raw(str(row[name]).encode()) for name in ("properties", "context")}
    text = json.encode({"type": row["kind"]} | said | jsons)
    return text[:PAYLOAD_BYTES].decode(errors="ignore")
