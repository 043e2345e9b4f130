"""Say who must be told that their word on marketing is known, and whose consent must be confirmed anew, and when.

A receipt is owed for every word: consent, and its withdrawal. A consent that was received elsewhere, longer ago
than a receipt may take, was receipted there. Where a customer is may become known after what they said; so whoever
is not known to be where the law asks for something is looked at again.
"""

from datetime import datetime, timedelta
from typing import Final

import polars as pl

from tenure.customers.rules.consents import GRANTED
from tenure.messaging.rules.jurisdictions import CONFIRMATIONS

INSTANT: Final = pl.Datetime("us", "UTC")
RECEIPT: Final = "receipt"
RECONFIRMATION: Final = "reconfirmation"
# What goes out so long before it is due may still be tried again.
LEAD: Final = timedelta(days=7)
# What a customer said last on a channel, where they are, and when they were told of it.
HELD: Final = pl.Schema(
    {
        "id": pl.Int64(),
        "customer_id": pl.Int64(),
        "channel": pl.String(),
        "state": pl.String(),
        "country": pl.String(),
        "said_at": INSTANT,
        "receipt_at": INSTANT,
        "confirmed_at": INSTANT,
    }
)
# What a customer says on a channel, as rooms are told of it.
WORDS: Final = pl.Schema({"customer_id": pl.Int64(), "channel": pl.String(), "state": pl.String(), "said_at": INSTANT})

_RULES: Final = pl.DataFrame(
    [(row.country, row.receipt_within, row.again_every) for row in CONFIRMATIONS],
    schema={"country": pl.String(), "within": pl.Duration("us"), "every": pl.Duration("us")},
    orient="row",
)
_WITHIN: Final = max(row.receipt_within for row in CONFIRMATIONS)
_EVERY: Final = min(row.again_every for row in CONFIRMATIONS)


def owed(held: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Return what is owed to whom (columns of `HELD`) now: `owed` names it or is null, `due_at` is by when.

    `receipt_at` and `confirmed_at` are as they are once it is sent; `looks_at` is when to ask again, null for never.
    """
    since = pl.max_horizontal("said_at", "confirmed_at")
    is_ruled, is_granted = pl.col("within").is_not_null(), pl.col("state") == GRANTED
    is_late = pl.lit(now) > pl.col("said_at") + pl.col("within")
    receipt = is_ruled & pl.col("receipt_at").is_null() & ~is_late
    again_at = since + pl.col("every")
    again = is_ruled & is_granted & ~receipt & (pl.lit(now) >= again_at - LEAD)
    asked = held.join(_RULES, on="country", how="left", maintain_order="left").with_columns(
        owed=pl.when(receipt).then(pl.lit(RECEIPT)).when(again).then(pl.lit(RECONFIRMATION)),
        due_at=pl.when(receipt).then(pl.col("said_at") + pl.col("within")).when(again).then(again_at),
    )
    told = asked.with_columns(
        receipt_at=pl.when(pl.col("owed") == RECEIPT).then(pl.lit(now)).otherwise("receipt_at"),
        confirmed_at=pl.when(pl.col("owed") == RECONFIRMATION).then(pl.lit(now)).otherwise("confirmed_at"),
    )
    return told.with_columns(looks_at=_next_look(now)).drop("within", "every")


def latest(words: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Return what is held from now on of each customer and channel (columns of `HELD`, less id and country).

    `words` (columns of `WORDS`, oldest first) are new. Who says again what holds confirms it and is owed nothing.
    """
    key = ["customer_id", "channel"]
    newest = words.sort("said_at", maintain_order=True).unique(key, keep="last", maintain_order=True)
    known = held.select(*key, was="state", since="said_at", receipt="receipt_at", confirmed="confirmed_at")
    both = newest.join(known, on=key, how="left", maintain_order="left")
    both = both.filter(pl.col("since").is_null() | (pl.col("said_at") >= pl.col("since")))
    is_same = (pl.col("state") == pl.col("was")).fill_null(value=False)
    return both.select(
        *key,
        "state",
        said_at=pl.when(is_same).then("since").otherwise("said_at"),
        receipt_at=pl.when(is_same).then("receipt"),
        confirmed_at=pl.when(is_same).then(pl.max_horizontal("said_at", "confirmed")),
    )


def _next_look(now: datetime) -> pl.Expr:
    since = pl.max_horizontal("said_at", "confirmed_at")
    again_at = since + pl.coalesce("every", pl.lit(_EVERY)) - LEAD
    known_by = pl.col("said_at") + _WITHIN - LEAD
    return (
        pl.when(pl.col("within").is_null() & (pl.lit(now) < known_by))
        .then(known_by)
        .when(pl.col("state") != GRANTED)
        .then(None)
        .when(again_at > pl.lit(now))
        .then(again_at)
        .otherwise(pl.lit(now + _EVERY))
    )
