"""Describe one row of the stream."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from tenure.events.rules.declarations import Declaration, PropertyType
from tenure.events.rules.reserved import DECLARATIONS

INSTANT = pl.Datetime("us", "UTC")

TYPES: Final[dict[PropertyType, pl.DataType]] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "instant": INSTANT,
}


def typed_columns(declarations: Iterable[Declaration]) -> dict[str, pl.DataType]:
    """Return a column `p_<name>` for each property that events declare; ValueError where they disagree on its type."""
    found: dict[str, pl.DataType] = {}
    for declared in declarations:
        for name, one in declared.properties.items():
            if found.setdefault(f"p_{name}", TYPES[one.type]) != TYPES[one.type]:
                raise ValueError(f"{declared.name!r} declares {name!r} as {one.type}, another event does not.")
    return dict(sorted(found.items()))


# One column for each declared property of the built-in events, filled where the value fits.
TYPED: Final = typed_columns(DECLARATIONS.values())

SCHEMA = pl.Schema(
    {
        "seq": pl.Int64(),  # of the flush, increasing by one within a workspace
        "position": pl.Int32(),  # within the flush, in order of arrival
        "message_id": pl.String(),
        "kind": pl.String(),
        "name": pl.String(),
        "customer_id": pl.Int64(),
        "user_id": pl.String(),
        "anonymous_id": pl.String(),
        "account_id": pl.String(),
        "occurred_at": INSTANT,
        "received_at": INSTANT,
        "source": pl.String(),
        "historical": pl.Boolean(),
        "properties": pl.String(),  # JSON
        "context": pl.String(),  # JSON
        **TYPED,
    }
)

# The source of what Tenure records itself; no key may carry it as its name.
TENURE = "tenure"
KINDS = ("identify", "track", "page", "screen", "group", "alias")
