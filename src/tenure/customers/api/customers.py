"""List customers by API, show their events, merge them, and say who looks after them."""

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tenure.customers import queries
from tenure.customers.api.shown import CustomerOut, Customers, Page, shown_customers, shown_page
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.set_owner import set_customer_owner
from tenure.events.queries import timeline
from tenure.events.rules.places import place, place_text
from tenure.kernel import json
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["customers"])


class Search(Page):
    """Which customers are wanted."""

    search: str | None = Field(None, max_length=300, description="The beginning of an id of theirs, in any case.")


class MergeIn(Strict):
    """Who turned out to be this customer."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: str = Field(alias="from", description="Public id or user id of the customer who is given up.")


class OwnerIn(Strict):
    """Who looks after it from now on."""

    owner: str | None = Field(description="Email address of a user of the workspace, or null for nobody.")


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


class Events(Schema):
    """A customer's events, newest first."""

    items: list[EventOut]
    next_cursor: str | None


@router.get("/customers", response=Customers, auth=requires("customers.read"))
def read_customers(request: ApiRequest, page: Query[Search]) -> Customers:
    """Return the newest customers; with `search`, those of whom an id begins so, on one page."""
    workspace_id = request.auth.workspace.id
    if page.search is not None:
        return shown_page(workspace_id, queries.found(workspace_id, page.search, limit=page.limit), limit=page.limit)
    before = queries.customer(workspace_id, page.cursor).id if page.cursor else None
    found = queries.customers(workspace_id, limit=page.limit + 1, before=before)
    return shown_page(workspace_id, found, limit=page.limit)


@router.get("/customers/{path:customer}/events", response=Events, auth=requires("customers.read"))
def read_events(request: ApiRequest, customer: str, page: Query[Page]) -> Events:
    """Return a customer's newest events."""
    workspace_id = request.auth.workspace.id
    before = place(page.cursor) if page.cursor else None
    customer_id = queries.customer(workspace_id, customer).id
    rows = timeline(workspace_id, customer_id, limit=page.limit + 1, before=before).rows(named=True)
    items = rows[: page.limit]
    more = place_text((items[-1]["seq"], items[-1]["position"])) if len(rows) > page.limit else None
    return Events(items=[_event(row) for row in items], next_cursor=more)


@router.post("/customers/{path:customer}/merge", response=CustomerOut, auth=requires("customers.write"))
def merge(request: ApiRequest, customer: str, payload: MergeIn) -> CustomerOut:
    """Merge another customer into this one, whatever ids both have; it cannot be undone."""
    workspace, now = request.auth.workspace, real_now()
    target = queries.customer(workspace.id, customer)
    source = queries.customer(workspace.id, payload.source)
    merge_customers(
        workspace.id, from_id=source.id, to_id=target.id, actor=request.auth.actor, now=workspace.clock.at(now)
    )
    return shown_customers(workspace.id, [queries.customer(workspace.id, target.public_id)])[0]


@router.put("/customers/{path:customer}/owner", response=CustomerOut, auth=requires("customers.write"))
def write_owner(request: ApiRequest, customer: str, payload: OwnerIn) -> CustomerOut:
    """Give a customer to a user of the workspace, or to nobody."""
    workspace_id = request.auth.workspace.id
    who = queries.customer(workspace_id, customer)
    set_customer_owner(workspace_id, who.id, email=payload.owner, actor=request.auth.actor)
    return shown_customers(workspace_id, [who])[0]


def _event(row: dict[str, Any]) -> EventOut:
    shown = {"properties": json.decode(row["properties"]), "context": json.decode(row["context"])}
    return EventOut.model_validate({**row, **shown})
