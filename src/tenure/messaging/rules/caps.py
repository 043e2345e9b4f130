"""Keep to frequency caps, across journeys: who has the higher priority goes, the others wait their turn, as columns."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import polars as pl

from tenure.messaging.rules.settings import Cap

INSTANT: Final = pl.Datetime("us", "UTC")
HELD: Final = pl.Schema({"id": pl.Int64(), "until": INSTANT, "reason": pl.String()})
# What was sent or is under way: when, to whom, how, by which journey.
SENT: Final = pl.Schema(
    {
        "customer_id": pl.Int64(),
        "channel": pl.String(),
        "journey": pl.String(),
        "message_class": pl.String(),
        "at": INSTANT,
    }
)
# How long the last place of a cap is kept open for a message of higher priority that is queued in the same second.
SETTLING: Final = timedelta(seconds=1)

_KEYS: Final = {
    "channel": ("customer_id", "channel"),
    "customer": ("customer_id",),
    "journey": ("customer_id", "journey"),
}


def longest(caps: Sequence[Cap]) -> timedelta:
    """Return how far back what was sent matters."""
    return timedelta(hours=max((cap.hours for cap in caps), default=0))


def held(messages: pl.DataFrame, sent: pl.DataFrame, caps: Sequence[Cap]) -> pl.DataFrame:
    """Return `HELD` of those messages for which no cap has a place yet.

    `messages` has `id, customer_id, channel, journey, message_class, priority, queued_at, settles_at, now`; a message
    whose `settles_at` lies ahead takes the last place of a cap only then.
    """
    found = [HELD.to_frame()]
    rest = messages.sort("priority", "queued_at", "id", descending=[True, False, False])
    for cap in caps:
        late = _over(rest, sent, cap)
        found.append(late)
        rest = rest.join(late, on="id", how="anti", maintain_order="left")
    return pl.concat(found)


def _over(messages: pl.DataFrame, sent: pl.DataFrame, cap: Cap) -> pl.DataFrame:
    """Return `HELD` of messages, in the order in which they go, beyond one cap."""
    keys = list(_KEYS[cap.per])
    window = timedelta(hours=cap.hours)
    is_counted = pl.col("message_class").is_in(list(cap.classes)) & pl.col(keys[-1]).is_not_null()
    asked = messages.filter(is_counted)
    if asked.is_empty():
        return HELD.to_frame()
    now = asked["now"].max()
    past = sent.filter(is_counted, pl.col("at") > pl.lit(now) - window).select(*keys, "at")
    used = past.group_by(keys).len("used")
    ranked = asked.join(used, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("used").fill_null(0).cast(pl.Int64), rank=pl.int_range(pl.len(), dtype=pl.Int64).over(keys)
    )
    place = pl.col("used") + pl.col("rank")
    going = ranked.filter(place < cap.count)
    late = ranked.filter(place >= cap.count).with_columns(turn=place - cap.count)
    # In the order in which they leave the window: what was sent, then what goes now.
    taken = pl.concat([past, going.select(*keys, at="now")]).sort("at")
    turns = taken.with_columns(turn=pl.int_range(pl.len(), dtype=pl.Int64).over(keys))
    last = turns.group_by(keys).agg(last=pl.col("turn").max())
    waits = (
        late.join(last, on=keys, how="left", maintain_order="left")
        .with_columns(turn=pl.min_horizontal("turn", "last"))
        .join(turns, on=[*keys, "turn"], how="left", maintain_order="left")
        .select("id", until=pl.col("at") + window, reason=pl.lit(f"cap:{cap.sentence}"))
    )
    settles = going.filter((place == cap.count - 1) & (pl.col("settles_at") > pl.col("now"))).select(
        "id", until="settles_at", reason=pl.lit(f"cap:{cap.sentence}, last place")
    )
    return pl.concat([waits, settles]).cast(HELD)
