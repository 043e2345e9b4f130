"""Show accounts by API, and say who looks after them. A key may hold a slash, as the ids of customers may."""

from datetime import datetime

from ninja import Query, Router, Schema
from pydantic import Field

from tenure.customers import queries
from tenure.customers.api.shown import Customers, Page, shown_page
from tenure.customers.rules.accounts import Account
from tenure.customers.services.set_owner import set_account_owner
from tenure.platform.api import ApiRequest, Strict, requires

router = Router(tags=["accounts"])


class AccountOut(Schema):
    """A company or team of customers. Its key is the group id of its events."""

    key: str
    name: str | None
    traits: dict[str, object]
    owner: str | None
    created_at: datetime


class Accounts(Schema):
    """Accounts, newest first."""

    items: list[AccountOut]
    next_cursor: str | None


class OwnerIn(Strict):
    """Who looks after it from now on."""

    owner: str | None = Field(description="Email address of a user of the workspace, or null for nobody.")


@router.get("/accounts", response=Accounts, auth=requires("customers.read"))
def read_accounts(request: ApiRequest, page: Query[Page]) -> Accounts:
    """Return the newest accounts."""
    workspace_id = request.auth.workspace.id
    before = queries.account(workspace_id, page.cursor).id if page.cursor else None
    found = queries.accounts(workspace_id, limit=page.limit + 1, before=before)
    items = found[: page.limit]
    return Accounts(
        items=[_account(each) for each in items],
        next_cursor=items[-1].key if len(found) > page.limit else None,
    )


@router.get("/accounts/{path:key}/members", response=Customers, auth=requires("customers.read"))
def read_members(request: ApiRequest, key: str, page: Query[Page]) -> Customers:
    """Return the customers in an account, newest first."""
    workspace_id = request.auth.workspace.id
    account_id = queries.account(workspace_id, key).id
    before = queries.customer(workspace_id, page.cursor).id if page.cursor else None
    found = queries.members(workspace_id, account_id, limit=page.limit + 1, before=before)
    return shown_page(workspace_id, found, limit=page.limit)


@router.put("/accounts/{path:key}/owner", response=AccountOut, auth=requires("customers.write"))
def write_owner(request: ApiRequest, key: str, payload: OwnerIn) -> AccountOut:
    """Give an account to a user of the workspace, or to nobody."""
    workspace_id = request.auth.workspace.id
    set_account_owner(workspace_id, key, email=payload.owner, actor=request.auth.actor)
    return _account(queries.account(workspace_id, key))


@router.get("/accounts/{path:key}", response=AccountOut, auth=requires("customers.read"))
def read_account(request: ApiRequest, key: str) -> AccountOut:
    """Return an account by its key."""
    return _account(queries.account(request.auth.workspace.id, key))


def _account(account: Account) -> AccountOut:
    return AccountOut(
        key=account.key,
        name=account.name,
        traits=dict(account.traits),
        owner=account.owner,
        created_at=account.created_at,
    )
