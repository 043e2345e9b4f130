"""Say whose marketing consent must be confirmed to them, and whose must be asked for anew.

The messages that do so are written by journeys; this says to whom they are owed, and by when.
"""

from typing import Final

import polars as pl

from tenure.customers.rules.consents import GRANTED
from tenure.messaging.rules.jurisdictions import CONFIRMATIONS

INSTANT: Final = pl.Datetime("us", "UTC")
# A consent that holds, and when its giver was last told of it.
HELD: Final = pl.Schema(
    {
        "customer_id": pl.Int64(),
        "channel": pl.String(),
        "state": pl.String(),
        "country": pl.String(),
        "at": INSTANT,
        "receipt_at": INSTANT,
        "confirmed_at": INSTANT,
    }
)

_RULES: Final = pl.DataFrame(
    [(row.country, row.receipt_within, row.again_every) for row in CONFIRMATIONS],
    schema={"country": pl.String(), "within": pl.Duration("us"), "every": pl.Duration("us")},
    orient="row",
)


def receipts_due(consents: pl.DataFrame) -> pl.DataFrame:
    """Return `customer_id, channel, due_at` of consents (columns of `HELD`) whose giver was not told of them."""
    ruled = _ruled(consents).filter(pl.col("receipt_at").is_null() | (pl.col("receipt_at") < pl.col("at")))
    return ruled.select("customer_id", "channel", due_at=pl.col("at") + pl.col("within"))


def reconfirmations_due(consents: pl.DataFrame) -> pl.DataFrame:
    """Return `customer_id, channel, due_at` of consents (columns of `HELD`): when each must be confirmed anew."""
    since = pl.max_horizontal("at", "confirmed_at")
    return _ruled(consents).select("customer_id", "channel", due_at=since + pl.col("every"))


def _ruled(consents: pl.DataFrame) -> pl.DataFrame:
    return consents.filter(pl.col("state") == GRANTED).join(_RULES, on="country", maintain_order="left")
