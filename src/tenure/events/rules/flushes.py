"""Turn what the two sources hold into rows of the stream."""

import polars as pl

from tenure.events.rules.bodies import Opened
from tenure.events.rules.occurrence import with_occurrence
from tenure.events.rules.rows import INSTANT, SCHEMA, TENURE, TYPED
from tenure.events.rules.typed import with_typed

# What dedupe and identity need; the flush adds the rest.
_ADDED = {"seq", "position", *TYPED}
ROWS = pl.Schema({"workspace_id": pl.Int64(), **{name: SCHEMA[name] for name in SCHEMA if name not in _ADDED}})

IDENTIFY = "identify"

REQUESTS = {
    "workspace_id": pl.Int64(),
    "source": pl.String(),
    "is_browser": pl.Boolean(),
    "received_at": INSTANT,
    "key": pl.String(),
    "subscriptions_from": pl.String(),
}


def inbox_rows(requests: pl.DataFrame, opened: Opened) -> pl.DataFrame:
    """Return the accepted events of requests (columns of `REQUESTS`) as rows without a customer."""
    of_request = requests.select("workspace_id", "source", "received_at")[opened.events["request"]]
    arrived = pl.concat([of_request, opened.events.drop("request")], how="horizontal")
    return with_occurrence(arrived).with_columns(customer_id=pl.lit(None, pl.Int64)).select(ROWS.names())


def dead_letters(requests: pl.DataFrame, opened: Opened) -> pl.DataFrame:
    """Return the refused events of requests, each with a key that names the request and the place in it."""
    of_request = requests.drop("subscriptions_from")[opened.refused["request"]]
    letters = pl.concat([of_request, opened.refused.drop("request")], how="horizontal")
    # What was refused may hold anything, also the one character that PostgreSQL cannot store.
    shown = pl.col("field", "message", "payload").str.replace_all("\0", "\\u0000", literal=True)
    return letters.with_columns(shown, key=pl.format("{}:{}", "key", "index"))


def recorded_rows(recorded: pl.DataFrame, clocks: pl.DataFrame) -> pl.DataFrame:
    """Return what rooms recorded as rows; `clocks` has the time `now` of each `workspace_id`.

    What is named `identify` states traits, as a client's identify does.
    """
    is_identify = pl.col("name") == IDENTIFY
    nobody = {name: pl.lit(None, pl.String) for name in ("user_id", "anonymous_id", "account_id")}
    arrived = recorded.join(clocks, on="workspace_id", how="inner", maintain_order="left").with_columns(
        kind=pl.when(is_identify).then(pl.lit(IDENTIFY)).otherwise(pl.lit("track")),
        name=pl.when(~is_identify).then("name"),
        source=pl.lit(TENURE),
        received_at=pl.col("now"),
        timestamp=pl.col("occurred_at"),
        sent_at=pl.lit(None, INSTANT),
        context=pl.lit("{}"),
        **nobody,
    )
    return with_occurrence(arrived).select(ROWS.names())


def message_key() -> pl.Expr:
    """Return what a message is deduplicated by. No client can take the id of a fact that Tenure records."""
    recorded = pl.concat_str(pl.lit("\0"), "message_id")
    return pl.when(pl.col("source") == TENURE).then(recorded).otherwise("message_id").alias("message_key")


def first_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows without repeats of a message among them; the first stays."""
    keyed = rows.with_columns(message_key())
    return keyed.unique(["workspace_id", "message_key"], keep="first", maintain_order=True)


def numbered(rows: pl.DataFrame, *, seq: int) -> pl.DataFrame:
    """Return rows of one workspace as one flush of its stream."""
    flush = with_typed(rows).with_columns(seq=pl.lit(seq, pl.Int64), position=pl.int_range(pl.len(), dtype=pl.Int32))
    return flush.select(SCHEMA.names()).cast(SCHEMA)
