"""Decide for a frame of messages which may go, as columns: a reason, or none.

The gate is asked at the last moment, again for a message that is tried again. Its first true check
names the reason; checks stand in the order in which a person would want to hear of them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import polars as pl

from tenure.customers.rules.consents import GRANTED
from tenure.messaging.rules.templates import MessageClass

TIME_TO_LIVE: Final = timedelta(hours=24)
# No verdict on a message: all messages of a workspace wait in the outbox with it.
NO_SENDER: Final = "no_sender"

GATE_SCHEMA: Final[Mapping[str, pl.DataType]] = {
    "id": pl.Int64(),
    "channel": pl.String(),
    "message_class": pl.String(),
    "given_address": pl.String(),
    "to_address": pl.String(),
    "is_suppressed": pl.Boolean(),
    "consent": pl.String(),
    "can_opt_out": pl.Boolean(),
    "expires_at": pl.Datetime("us", "UTC"),
    "now": pl.Datetime("us", "UTC"),
}

_is_marketing = pl.col("message_class") == MessageClass.MARKETING
_has_consent = (pl.col("consent") == GRANTED).fill_null(value=False)

CHECKS: Final[tuple[tuple[pl.Expr, pl.Expr], ...]] = (
    (pl.lit("expired"), pl.col("expires_at") <= pl.col("now")),
    (pl.lit("no_address"), pl.col("given_address").fill_null("").str.strip_chars() == ""),
    (pl.lit("bad_address"), pl.col("to_address").is_null()),
    # Whatever its class: who was erased, or asked for nothing at all, gets nothing at all.
    (pl.lit("suppressed"), pl.col("is_suppressed")),
    (pl.concat_str(pl.lit("no_consent:"), pl.col("channel")), _is_marketing & ~_has_consent),
    # Marketing without a way out is unlawful everywhere: it carries an unsubscribe link or stays here.
    (pl.lit("no_opt_out"), _is_marketing & ~pl.col("can_opt_out")),
)


def refusals(messages: pl.DataFrame) -> pl.DataFrame:
    """Return `id` and `reason` of every message (columns of `GATE_SCHEMA`); no reason lets it pass."""
    reason = pl.coalesce(pl.when(fails).then(name) for name, fails in CHECKS)
    return messages.select("id", reason.alias("reason"))
