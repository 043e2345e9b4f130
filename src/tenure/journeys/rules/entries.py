"""Say which events bring which customers into which journeys."""

from datetime import datetime

import polars as pl

INSTANT = pl.Datetime("us", "UTC")

# The journeys that take customers in. Events up to `activated_seq`, or received before `entries_from`, are passed.
OPEN = pl.Schema(
    {
        "journey_id": pl.Int64(),
        "journey": pl.String(),  # its key
        "version_id": pl.Int64(),
        "event": pl.String(),
        "activated_seq": pl.Int64(),
        "entries_from": INSTANT,
    }
)
# Who wants in. `entry_key` names what may happen once: with re-entry `never` it is always empty.
CANDIDATES = pl.Schema(
    {"journey_id": pl.Int64(), "version_id": pl.Int64(), "customer_id": pl.Int64(), "entry_key": pl.String()}
)


def entries(events: pl.LazyFrame, journeys: pl.DataFrame) -> pl.DataFrame:
    """Return who enters (columns of CANDIDATES) by some rows of the stream, in the order of their events.

    Only what a customer did now counts: historical events tell of the past, and page names are not events.
    """
    acts = events.filter(
        (pl.col("kind") == "track") & pl.col("customer_id").is_not_null() & ~pl.col("historical")
    ).select("seq", "position", "name", "customer_id", "received_at")
    met = acts.join(journeys.lazy(), left_on="name", right_on="event").filter(
        (pl.col("seq") > pl.col("activated_seq")) & (pl.col("received_at") >= pl.col("entries_from"))
    )
    in_order = met.sort("seq", "position", "journey_id")
    once = in_order.unique(["journey_id", "customer_id"], keep="first", maintain_order=True)
    return once.with_columns(entry_key=pl.lit("")).select(CANDIDATES.names()).collect()


def doers(events: pl.LazyFrame, *, event: str) -> pl.DataFrame:
    """Return each `customer_id` with an event of this name, whenever it happened, sorted."""
    acts = events.filter((pl.col("kind") == "track") & (pl.col("name") == event) & pl.col("customer_id").is_not_null())
    return acts.select("customer_id").unique().sort("customer_id").collect()


def admitted(customers: pl.DataFrame, *, rate_per_hour: int | None, now: datetime) -> pl.DataFrame:
    """Return the customers with the instant `due_at` at which each may enter: at once, or spread by a rate."""
    microseconds = 0 if rate_per_hour is None else pl.int_range(pl.len()) * 3_600_000_000 // rate_per_hour
    return customers.with_columns(due_at=pl.lit(now) + pl.duration(microseconds=microseconds, time_unit="us"))
