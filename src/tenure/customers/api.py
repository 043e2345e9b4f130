"""Show customers by API, and take their consents."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from tenure.customers import queries
from tenure.customers.rules.consents import Consent, ConsentChange, ConsentState
from tenure.customers.rules.customers import Customer
from tenure.customers.services.record_consent import record_consent
from tenure.events.queries import timeline
from tenure.events.rules.places import place, place_text
from tenure.kernel import json
from tenure.platform.api import ApiRequest, Strict
from tenure.platform.queries import real_now

router = Router(tags=["customers"])


class ConsentOut(Schema):
    """What holds for one channel and purpose, since when."""

    channel: str
    purpose: str
    state: ConsentState
    at: datetime


class ConsentIn(Strict):
    """What a customer agreed to or withdrew, on which text, and where."""

    channel: str = Field(description="Such as `email`.")
    purpose: str = Field(description="Such as `marketing`.")
    state: ConsentState
    text_version: str | None = Field(None, max_length=200, description="Which text the customer saw.")
    source: str = Field("api", min_length=1, max_length=200, description="Where the customer said so.")


class CustomerOut(Schema):
    """Everything known about a customer."""

    id: str
    user_id: str | None
    email: str | None
    traits: dict[str, object]
    segments: list[str]
    stage: str
    consents: list[ConsentOut]


class EventOut(Schema):
    """One event of a customer, as it was sent."""

    message_id: str
    kind: str
    name: str | None
    user_id: str | None
    anonymous_id: str | None
    account_id: str | None
    occurred_at: datetime
    received_at: datetime
    source: str
    historical: bool
    properties: dict[str, object]
    context: dict[str, object]


class Customers(Schema):
    """Customers, newest first."""

    items: list[CustomerOut]
    next_cursor: str | None


class Events(Schema):
    """A customer's events, newest first."""

    items: list[EventOut]
    next_cursor: str | None


class Consents(Schema):
    """What holds for each channel and purpose."""

    items: list[ConsentOut]
    next_cursor: str | None


class Page(Schema):
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = None


@router.get("/customers", response=Customers)
def read_customers(request: ApiRequest, page: Query[Page]) -> Customers:
    """Return the newest customers."""
    workspace_id = request.auth.workspace.id
    before = queries.customer(workspace_id, page.cursor).id if page.cursor else None
    found = queries.customers(workspace_id, limit=page.limit + 1, before=before)
    items = found[: page.limit]
    more = items[-1].public_id if len(found) > page.limit else None
    return Customers(items=_shown(workspace_id, items), next_cursor=more)


@router.get("/customers/{customer}", response=CustomerOut)
def read_customer(request: ApiRequest, customer: str) -> CustomerOut:
    """Return a customer by public id or user id."""
    workspace_id = request.auth.workspace.id
    return _shown(workspace_id, [queries.customer(workspace_id, customer)])[0]


@router.get("/customers/{customer}/events", response=Events)
def read_events(request: ApiRequest, customer: str, page: Query[Page]) -> Events:
    """Return a customer's newest events."""
    workspace_id = request.auth.workspace.id
    before = place(page.cursor) if page.cursor else None
    customer_id = queries.customer(workspace_id, customer).id
    rows = timeline(workspace_id, customer_id, limit=page.limit + 1, before=before).rows(named=True)
    items = rows[: page.limit]
    more = place_text((items[-1]["seq"], items[-1]["position"])) if len(rows) > page.limit else None
    return Events(items=[_event(row) for row in items], next_cursor=more)


@router.get("/customers/{customer}/consents", response=Consents)
def read_consents(request: ApiRequest, customer: str) -> Consents:
    """Return what holds for each channel and purpose."""
    workspace_id = request.auth.workspace.id
    held = queries.consents(workspace_id, queries.customer(workspace_id, customer).id)
    return Consents(items=[_consent(consent) for consent in held], next_cursor=None)


@router.put("/customers/{customer}/consents", response=ConsentOut)
def write_consent(request: ApiRequest, customer: str, payload: ConsentIn) -> ConsentOut:
    """Add an entry to a customer's consent ledger and return what holds now."""
    workspace = request.auth.workspace
    change = ConsentChange(**payload.dict(), actor=f"key:{request.auth.key_id}")
    customer_id = queries.customer(workspace.id, customer).id
    return _consent(record_consent(workspace.id, customer_id, change=change, now=workspace.clock.at(real_now())))


def _shown(workspace_id: int, customers: list[Customer]) -> list[CustomerOut]:
    ids = [customer.id for customer in customers]
    facts, consents = queries.facts(workspace_id, ids), queries.consents_of(workspace_id, ids)
    return [
        CustomerOut.model_validate(
            {
                "id": customer.public_id,
                "user_id": customer.user_id,
                "consents": [_consent(consent) for consent in consents.get(customer.id, [])],
                **facts[customer.id],
            }
        )
        for customer in customers
    ]


def _event(row: dict[str, Any]) -> EventOut:
    shown = {"properties": json.decode(row["properties"]), "context": json.decode(row["context"])}
    return EventOut.model_validate({**row, **shown})


def _consent(consent: Consent) -> ConsentOut:
    return ConsentOut(channel=consent.channel, purpose=consent.purpose, state=consent.state, at=consent.at)
