"""Show what several operations of the room show."""

from ninja import Schema
from pydantic import Field

from tenure.customers.queries import by_ids
from tenure.signals.queries import traits


class Page(Schema):
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = None


class Named(Schema):
    """A customer by both of its ids."""

    id: str = Field(description="Public id.")
    user_id: str | None


class Sampled(Named):
    """A customer in a sample."""

    email: str | None


def named(workspace_id: int, ids: list[int]) -> dict[int, Named]:
    """Return some customers by their ids; who was erased is left out."""
    rows = by_ids(workspace_id, ids).iter_rows()
    return {customer_id: Named(id=public_id, user_id=user_id) for customer_id, public_id, user_id in rows}


def sampled(workspace_id: int, ids: list[int]) -> list[Sampled]:
    """Return some customers with their email address, in the order asked for."""
    known, facts = named(workspace_id, ids), traits(workspace_id, ids)
    emails = {each: said if isinstance(said := facts[each].get("email"), str) else None for each in ids}
    return [
        Sampled(id=known[each].id, user_id=known[each].user_id, email=emails[each]) for each in ids if each in known
    ]
