"""Give away all customers, and all events with their customers, piece by piece."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import polars as pl

from tenure.customers import queries
from tenure.customers.rules.customers import Customer
from tenure.events.rules.tables import EVENTS
from tenure.events.services.stream_pieces import pieces as event_pieces
from tenure.kernel import json

PIECE: Final = 5_000
CUSTOMERS: Final = pl.Schema(
    {
        "id": pl.String(),
        "user_id": pl.String(),
        "anonymous_id": pl.String(),
        "email": pl.String(),
        "stage": pl.String(),
        "created_at": pl.Datetime("us", "UTC"),
        "first_source": pl.String(),
        "segments": pl.String(),
        "traits": pl.String(),
    }
)


def customer_pieces(workspace_id: int) -> Iterator[pl.DataFrame]:
    """Yield all customers (columns of `CUSTOMERS`), newest first."""
    before: int | None = None
    while found := queries.customers(workspace_id, limit=PIECE, before=before):
        before = found[-1].id
        yield _table(workspace_id, found)


def named_events(workspace_id: int, *, since: datetime | None, until: datetime | None) -> Iterator[pl.DataFrame]:
    """Yield the stream (columns of `EVENTS`), oldest first, each event with the public id of its customer."""
    for piece in event_pieces(workspace_id, since=since, until=until):
        people = queries.by_ids(workspace_id, piece["customer_id"].drop_nulls().unique().to_list())
        named = people.select("customer_id", customer="public_id")
        yield piece.join(named, on="customer_id", how="left", maintain_order="left").select(EVENTS.names())


def _table(workspace_id: int, customers: Sequence[Customer]) -> pl.DataFrame:
    facts = queries.facts(workspace_id, [each.id for each in customers])
    rows = [
        (
            each.public_id,
            each.user_id,
            each.anonymous_id,
            facts[each.id]["email"],
            facts[each.id]["stage"],
            each.created_at,
            each.first_source,
            json.encode_text(facts[each.id]["segments"]),
            json.encode_text(facts[each.id]["traits"]),
        )
        for each in customers
    ]
    return pl.DataFrame(rows, schema=CUSTOMERS, orient="row")
