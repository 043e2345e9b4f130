"""Give a person what is known of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tenure.customers import queries
from tenure.customers.models import ConsentRow, CustomerRow, IdentityRow, MemberRow, TagRow
from tenure.customers.rules.customers import Customer
from tenure.kernel.json import Json


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
