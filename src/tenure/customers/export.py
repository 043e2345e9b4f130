"""Give away what is known of customers: of one person, or of all of them piece by piece."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import polars as pl

from tenure.customers import queries
from tenure.customers.models import ConsentRow, CustomerRow, IdentityRow, MemberRow, TagRow
from tenure.customers.rules.customers import Customer
from tenure.events.rules.tables import EVENTS
from tenure.events.services.stream_pieces import pieces as event_pieces
from tenure.kernel import json
from tenure.kernel.json import Json

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


def export(workspace_id: int, customer_ids: Sequence[int]) -> Mapping[str, Json]:
    """Return who some customers are, what is known of them, and what they agreed to."""
    of_them = {"workspace_id": workspace_id, "customer_id__in": list(customer_ids)}
    rows = CustomerRow.objects.filter(workspace_id=workspace_id, pk__in=list(customer_ids)).order_by("pk")
    facts = queries.facts(workspace_id, list(customer_ids))
    identities = IdentityRow.objects.filter(**of_them).order_by("pk").values_list("kind", "value")
    consents = ConsentRow.objects.filter(**of_them).order_by("at", "pk")
    tags = TagRow.objects.filter(**of_them).order_by("pk").values_list("name", "tagged_at")
    members = MemberRow.objects.filter(**of_them).select_related("account").order_by("pk")
    return {
        "customers": [_line(row.to_value()) | facts[row.pk] for row in rows],
        "identities": [{"kind": kind, "value": value} for kind, value in identities],
        "consents": [_entry(row) for row in consents],
        "tags": [{"name": name, "tagged_at": _instant(at)} for name, at in tags],
        "accounts": [
            {"key": row.account.key, "joined_at": _instant(row.joined_at), "seen_at": _instant(row.seen_at)}
            for row in members
        ],
    }


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


def _line(customer: Customer) -> dict[str, Json]:
    return {
        "id": customer.public_id,
        "user_id": customer.user_id,
        "anonymous_id": customer.anonymous_id,
        "created_at": _instant(customer.created_at),
        "first_source": customer.first_source,
    }


def _entry(row: ConsentRow) -> dict[str, Json]:
    return {
        "id": row.public_id,
        "channel": row.channel,
        "purpose": row.purpose,
        "state": row.state,
        "text_version": row.text_version,
        "source": row.source,
        "at": _instant(row.at),
    }


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
