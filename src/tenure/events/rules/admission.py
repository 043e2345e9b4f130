"""Turn away built-in events that come from someone who may not tell of them."""

import msgspec
import numpy as np
import polars as pl

from tenure.events.rules.bodies import Opened
from tenure.events.rules.limits import PAYLOAD_BYTES
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


def admitted(requests: pl.DataFrame, opened: Opened) -> Opened:
    """Return what requests hold, with built-in events among the refused unless their sender may tell of them.

    `requests` says of each who sent it: `is_browser`, and `subscriptions_from` of its workspace. Only a server may
    send the events of subscriptions and invoices, and only where those come from events, or as history.
    """
    events = opened.events
    is_own = (pl.col("kind") == "track") & pl.col("name").is_in(list(RESERVED))
    own = events.with_row_index("_row").filter(is_own)
    if own.is_empty():
        return opened
    told = pl.concat([own, requests.select("is_browser", "subscriptions_from")[own["request"]]], how="horizontal")
    theirs = pl.col("name").is_in(list(SERVER_MAY_SEND)) & ~pl.col("is_browser")
    is_open = (pl.col("subscriptions_from") == FROM_EVENTS) | pl.col("historical")
    turned = told.filter(~(theirs & is_open)).with_columns(
        message=pl.when(theirs)
        .then(
            pl.format(
                "Subscriptions of this workspace come from {}: set its subscriptions_from to events to send this.",
                "subscriptions_from",
            )
        )
        .otherwise(pl.lit("Only Tenure may tell of this event: give yours another name."))
    )
    kept = events.with_row_index("_row").join(turned.select("_row"), on="_row", how="anti", maintain_order="left")
    return Opened(kept.drop("_row"), pl.concat([opened.refused, _letters(turned, opened)]))


def _letters(turned: pl.DataFrame, opened: Opened) -> pl.DataFrame:
    rows = turned.with_columns(
        index=_places(turned, opened),
        code=pl.lit("reserved_name"),
        field=pl.lit("event"),
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
