"""Give by API all that is known of a customer."""

from typing import Any

from ninja import Router

from tenure.customers.services.export_customer import export_customer
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["customers"])


@router.get("/customers/{path:customer}/export", response=dict[str, Any], auth=requires("customers.read"))
def export(request: ApiRequest, customer: str) -> dict[str, Any]:
    """Return everything that is held about one customer: profile, consents, events, messages, journeys."""
    workspace = request.auth.workspace
    return export_customer(workspace.id, customer, now=workspace.clock.at(real_now()))
