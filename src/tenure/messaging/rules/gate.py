"""Decide for a frame of messages which may go, which never, and which later, as columns.

The gate is asked at the last moment, again for a message that is tried again. Its first true check
names the reason; checks stand in the order in which a person would want to hear of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import polars as pl

from tenure.customers.rules.consents import GRANTED, WITHDRAWN
from tenure.messaging.rules import caps, quiet_hours
from tenure.messaging.rules.settings import Cap, QuietHours
from tenure.messaging.rules.templates import MessageClass

TIME_TO_LIVE: Final = timedelta(hours=24)
# However often a cap holds a message back, it is of no use after this.
LONGEST_WAIT: Final = timedelta(days=7)
# No verdict on a message: all messages of a workspace wait in the outbox with it.
NO_SENDER: Final = "no_sender"
# A ledger entry about this channel speaks of every channel.

INSTANT: Final = pl.Datetime("us", "UTC")
GATE_SCHEMA: Final[Mapping[str, pl.DataType]] = {
    "id": pl.Int64(),
    "customer_id": pl.Int64(),
    "channel": pl.String(),
    "message_class": pl.String(),
    "journey": pl.String(),
    "priority": pl.Int64(),
    "topic": pl.String(),
    "given_address": pl.String(),
    "to_address": pl.String(),
    "is_suppressed": pl.Boolean(),
    "consent": pl.String(),
    "everywhere": pl.String(),
    "topic_consent": pl.String(),
    "can_opt_out": pl.Boolean(),
    "has_postal_address": pl.Boolean(),
    "country": pl.String(),
    "zone": pl.String(),
    "is_repeat": pl.Boolean(),
    "queued_at": INSTANT,
    "settles_at": INSTANT,
    "expires_at": INSTANT,
    "keeps_expiry": pl.Boolean(),
    "now": INSTANT,
}
VERDICTS: Final = pl.Schema({"id": pl.Int64(), "reason": pl.String(), "until": INSTANT, "expires_at": INSTANT})

_is_marketing = pl.col("message_class") == MessageClass.MARKETING
_has_consent = (pl.col("consent") == GRANTED).fill_null(value=False)
_objects = (pl.col("everywhere") == WITHDRAWN).fill_null(value=False)
_left_topic = (pl.col("topic_consent") == WITHDRAWN).fill_null(value=False)

CHECKS: Final[tuple[tuple[pl.Expr, pl.Expr], ...]] = (
    (pl.lit("expired"), pl.col("expires_at") <= pl.col("now")),
    (pl.lit("no_address"), pl.col("given_address").fill_null("").str.strip_chars() == ""),
    (pl.lit("bad_address"), pl.col("to_address").is_null()),
    # Whatever its class: who was erased, or asked for nothing at all, gets nothing at all.
    (pl.lit("suppressed"), pl.col("is_suppressed")),
    (pl.lit("objected"), _is_marketing & _objects),
    (pl.concat_str(pl.lit("no_consent:"), pl.col("channel")), _is_marketing & ~_has_consent),
    (pl.concat_str(pl.lit("no_consent:"), "channel", pl.lit(":"), "topic"), _is_marketing & _left_topic),
    # Marketing without a way out is unlawful everywhere: it carries an unsubscribe link or stays here.
    (pl.lit("no_opt_out"), _is_marketing & ~pl.col("can_opt_out")),
    (pl.lit("no_postal_address"), _is_marketing & ~pl.col("has_postal_address")),
)


@dataclass(frozen=True, slots=True)
class Pace:
    """When and how often a workspace sends; its own zone stands in where no other is known."""

    home_zone: str
    quiet_hours: Sequence[QuietHours] = ()
    caps: Sequence[Cap] = ()


def refusals(messages: pl.DataFrame) -> pl.DataFrame:
    """Return `id` and `reason` of every message (columns of `GATE_SCHEMA`); no reason lets it pass."""
    reason = pl.coalesce(pl.when(fails).then(name) for name, fails in CHECKS)
    return messages.select("id", reason.alias("reason"))


def verdicts(messages: pl.DataFrame, pace: Pace, *, sent: pl.DataFrame | None) -> pl.DataFrame:
    """Return `VERDICTS` of every message: no reason lets it pass, with `until` it waits, else it is refused.

    `sent` (columns of `caps.SENT`) is what the caps count; None asks no cap yet.
    """
    refused = messages.join(refusals(messages), on="id", maintain_order="left")
    good = refused.filter(pl.col("reason").is_null()).drop("reason")
    late = quiet_hours.held(good, pace.quiet_hours, home_zone=pace.home_zone)
    over = caps.HELD.to_frame()
    if sent is not None and pace.caps:
        # What was tried before may have arrived: it has its place already.
        fresh = good.filter(~pl.col("is_repeat")).join(late, on="id", how="anti", maintain_order="left")
        over = caps.held(fresh, sent, pace.caps)
    waits = pl.concat([late.with_columns(by_cap=pl.lit(value=False)), over.with_columns(by_cap=pl.lit(value=True))])
    if waits.is_empty():
        return refused.select("id", "reason", pl.lit(None, INSTANT).alias("until"), "expires_at")
    told = refused.join(waits.rename({"reason": "wait"}), on="id", how="left", maintain_order="left")
    return _within_life(told)


def _within_life(told: pl.DataFrame) -> pl.DataFrame:
    """Refuse what would outlive its time; the life of a message stands still while a cap holds it, for some days."""
    longer = pl.min_horizontal(
        pl.col("expires_at") + (pl.col("until") - pl.col("now")), pl.col("queued_at") + LONGEST_WAIT
    )
    rests = pl.col("by_cap").fill_null(value=False) & ~pl.col("keeps_expiry")
    aged = told.with_columns(expires_at=pl.when(rests).then(longer).otherwise("expires_at"))
    too_late = (pl.col("until") >= pl.col("expires_at")).fill_null(value=False)
    return aged.select(
        "id",
        reason=pl.when(too_late).then(pl.lit("expired")).otherwise(pl.coalesce("reason", "wait")),
        until=pl.when(~too_late).then("until"),
        expires_at="expires_at",
    )
