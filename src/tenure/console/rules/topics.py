"""Say which events of a customer belong to which topic of the timeline."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from tenure.events.rules.rows import TENURE
from tenure.events.rules.vocabulary import customers, groups, invoices, subscriptions

BILLING: Final = tuple(each.name for each in (*subscriptions.DECLARED, *invoices.DECLARED))
_PROFILE: Final = tuple(each.name for each in customers.DECLARED)
_GROUPS: Final = tuple(each.name for each in groups.DECLARED)
_IS_OWN: Final = pl.col("source") == TENURE

# Whose names anybody may use are ours only when we recorded them; those of billing a server may send.
TOPICS: Final[Mapping[str, pl.Expr]] = {
    "activity": pl.col("kind").is_in(["track", "page", "screen"])
    & ~_IS_OWN
    & ~pl.col("name").is_in(BILLING).fill_null(value=False),
    "profile": pl.col("kind").is_in(["identify", "group", "alias"]) | (_IS_OWN & pl.col("name").is_in(_PROFILE)),
    "messages": _IS_OWN & pl.col("name").str.starts_with("message_"),
    "journeys": _IS_OWN & pl.col("name").str.starts_with("journey_"),
    "groups": _IS_OWN & pl.col("name").is_in(_GROUPS),
    "consents": _IS_OWN & (pl.col("name") == "consent_changed"),
    "billing": pl.col("name").is_in(BILLING),
}


def of_topic(topic: str) -> pl.Expr | None:
    """Return which rows of the stream belong to a topic; None stands for all of them."""
    return TOPICS.get(topic)
