"""Tell from the reason of a cancellation whether the customer wanted it."""

from typing import Final

import polars as pl

# What billing systems say when a subscription ends because it was not paid.
INVOLUNTARY: Final = ("payment_failed", "involuntary", "card_declined", "card_expired", "past_due", "unpaid")


def is_involuntary(reason: pl.Expr) -> pl.Expr:
    """Return whether a reason says that a payment failed; false where there is none."""
    said = reason.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    return said.is_in(INVOLUNTARY).fill_null(value=False)
