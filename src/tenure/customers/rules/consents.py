"""Describe what a customer agreed to, and check what is said about it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import polars as pl

from tenure.kernel.errors import BadInput

ConsentState = Literal["granted", "withdrawn"]

GRANTED: Final = "granted"
WITHDRAWN: Final = "withdrawn"
STATES: Final = (GRANTED, WITHDRAWN)
MARKETING: Final = "marketing"

# What stands in the ledger, oldest entry first.
ENTRIES: Final = pl.Schema(
    {
        "customer_id": pl.Int64(),
        "channel": pl.String(),
        "purpose": pl.String(),
        "state": pl.String(),
        "text_version": pl.String(),
        "at": pl.Datetime("us", "UTC"),
    }
)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Consent:
    """What holds for one channel and purpose, since when."""

    channel: str
    purpose: str
    state: ConsentState
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """One entry of the ledger: what was said, on which text, where, and by whom it was written down."""

    channel: str
    purpose: str
    state: ConsentState
    text_version: str | None
    source: str
    actor: str

    def __post_init__(self) -> None:
        """Refuse names that no channel, purpose or state can have."""
        for field, value in (("channel", self.channel), ("purpose", self.purpose)):
            if not _NAME.fullmatch(value):
                raise BadInput(f"{value!r} is no {field}; use small letters, digits and _, as in `email`.", field=field)
        if self.state not in STATES:
            raise BadInput(f"{self.state!r} is no state of a consent; say `granted` or `withdrawn`.", field="state")
        if not self.source:
            raise BadInput("Say where the consent was granted or withdrawn.", field="source")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the ledger, under the public id that its customer had then."""

    id: str
    customer: str
    change: ConsentChange
    at: datetime


def current(entries: pl.DataFrame) -> pl.DataFrame:
    """Return the entries (columns of `ENTRIES`, oldest first) that hold: the last of each channel and purpose."""
    return entries.unique(["customer_id", "channel", "purpose"], keep="last", maintain_order=True)


def strictest(entries: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the entries that customers `to_id` need once the customers `from_id` of `pairs` are they.

    A withdrawal by either holds. What only one of them ever spoke of holds as that one said it.
    """
    renamed = current(entries).join(pairs, left_on="customer_id", right_on="from_id", how="left", maintain_order="left")
    said = renamed.with_columns(is_own=pl.col("to_id").is_null(), to_id=pl.coalesce("to_id", "customer_id"))
    is_strict = (pl.col("state") == WITHDRAWN).any()
    merged = said.group_by("to_id", "channel", "purpose", maintain_order=True).agg(
        own_state=pl.col("state").filter("is_own").first(),
        state=pl.when(is_strict).then(pl.lit(WITHDRAWN)).otherwise(pl.lit(GRANTED)),
        text_version=pl.col("text_version")
        .filter(pl.col("state") == pl.when(is_strict).then(pl.lit(WITHDRAWN)).otherwise(pl.lit(GRANTED)))
        .last(),
        at=pl.col("at").max(),
    )
    needed = merged.filter(pl.col("state").ne_missing(pl.col("own_state")))
    return needed.rename({"to_id": "customer_id"}).select(ENTRIES.names())
