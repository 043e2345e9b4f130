"""Show customers as JSON."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from tenure.customers import queries
from tenure.customers.rules.consents import Consent, ConsentState
from tenure.customers.rules.customers import Customer


class Page(Schema):
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = None


class ConsentOut(Schema):
    """What holds for one channel and purpose, since when."""

    channel: str
    purpose: str
    state: ConsentState
    at: datetime


class MembershipOut(Schema):
    """An account of a customer; the current one is the one it was seen in last."""

    key: str
    name: str | None
    joined_at: datetime
    is_current: bool


class IgnoredOut(Schema):
    """A trait that an identify stated and that is not applied: `trait_owned` by billing, or `trait_protected`."""

    trait: str
    reason: str
    source: str
    at: datetime


class CustomerOut(Schema):
    """Everything known about a customer. `owner` is the email address of the user who looks after it."""

    id: str
    user_id: str | None
    email: str | None
    traits: dict[str, object]
    ignored: list[IgnoredOut]
    segments: list[str]
    stage: str
    owner: str | None
    accounts: list[MembershipOut]
    tags: list[str]
    consents: list[ConsentOut]


class Customers(Schema):
    """Customers, newest first."""

    items: list[CustomerOut]
    next_cursor: str | None


def shown_customers(workspace_id: int, customers: list[Customer]) -> list[CustomerOut]:
    """Return customers with all that rooms know of them, with as many statements for one as for all."""
    ids = [customer.id for customer in customers]
    facts, consents = queries.facts(workspace_id, ids), queries.consents_of(workspace_id, ids)
    owners, tags = queries.owners_of(workspace_id, ids), queries.tags_of(workspace_id, ids)
    accounts = queries.accounts_of(workspace_id, ids)
    return [
        CustomerOut.model_validate(
            {
                "id": customer.public_id,
                "user_id": customer.user_id,
                "owner": owners.get(customer.id),
                "accounts": [
                    MembershipOut(
                        key=each.account.key,
                        name=each.account.name,
                        joined_at=each.joined_at,
                        is_current=each.is_current,
                    )
                    for each in accounts.get(customer.id, [])
                ],
                "tags": tags.get(customer.id, []),
                "consents": [shown_consent(consent) for consent in consents.get(customer.id, [])],
                **facts[customer.id],
            }
        )
        for customer in customers
    ]


def shown_consent(consent: Consent) -> ConsentOut:
    """Return what holds for one channel and purpose."""
    return ConsentOut(channel=consent.channel, purpose=consent.purpose, state=consent.state, at=consent.at)


def shown_page(workspace_id: int, found: list[Customer], *, limit: int) -> Customers:
    """Return a page of customers, given one more than its limit where there are more."""
    items = found[:limit]
    more = items[-1].public_id if len(found) > limit else None
    return Customers(items=shown_customers(workspace_id, items), next_cursor=more)
