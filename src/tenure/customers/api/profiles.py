"""Show one customer by API: the one address that takes any rest of the path as an id."""

from ninja import Router

from tenure.customers import queries
from tenure.customers.api.shown import CustomerOut, shown_customers
from tenure.platform.api import ApiRequest, requires

router = Router(tags=["customers"])


@router.get("/customers/{path:customer}", response=CustomerOut, auth=requires("customers.read"))
def read_customer(request: ApiRequest, customer: str) -> CustomerOut:
    """Return a customer by public id or user id; the ids of a customer who was merged lead to the one it is now."""
    workspace_id = request.auth.workspace.id
    return shown_customers(workspace_id, [queries.customer(workspace_id, customer)])[0]
