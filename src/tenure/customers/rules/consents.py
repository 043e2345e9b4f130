"""Describe what a customer agreed to, and check what is said about it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Final, Literal

import polars as pl

from tenure.kernel.errors import BadInput
from tenure.kernel.expressions.words import nearest

ConsentState = Literal["granted", "withdrawn"]

GRANTED: Final = "granted"
WITHDRAWN: Final = "withdrawn"
STATES: Final = (GRANTED, WITHDRAWN)
MARKETING: Final = "marketing"

# Over which a customer can agree to be reached, and to what. Any other purpose is a topic of the workspace's own.
CHANNELS: Final = ("email", "sms", "push", "in_app", "voice")
# An objection over all of them at once, whatever was agreed for each.
EVERY_CHANNEL: Final = "all"
PURPOSES: Final = (MARKETING, "open_tracking", "scoring")

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

_TOPIC = re.compile(r"[a-z][a-z0-9_]{0,39}")
# A topic this close to a purpose is that purpose, misspelled: nobody would ever ask for what it says.
_ALMOST = 0.85


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
        """Refuse a channel, purpose or state that there is not."""
        if self.channel != EVERY_CHANNEL:
            check_channel(self.channel)
        _check_purpose(self.purpose)
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


def check_channel(channel: str) -> None:
    """Raise BadInput for what is no channel over which a customer can agree to be reached."""
    if channel not in CHANNELS:
        raise BadInput(f"{channel!r} is no channel of consents; {_remedy(channel, CHANNELS)}.", field="channel")


def _check_purpose(purpose: str) -> None:
    if purpose in PURPOSES:
        return
    if not _TOPIC.fullmatch(purpose):
        what = f"say {_listed(PURPOSES)}, or a topic in small letters, digits and _, as in `product_news`"
        raise BadInput(f"{purpose!r} is no purpose; {what}.", field="purpose")
    if meant := get_close_matches(purpose, PURPOSES, n=1, cutoff=_ALMOST):
        raise BadInput(f"{purpose!r} is no purpose; did you mean `{meant[0]}`?", field="purpose")


def _remedy(given: str, known: Sequence[str]) -> str:
    meant = nearest(given, known)
    return f"did you mean `{meant}`? There are {_listed(known)}" if meant else f"say {_listed(known)}"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


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
