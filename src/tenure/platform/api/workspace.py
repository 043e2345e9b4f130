"""Read and change the settings of a workspace by API."""

from ninja import Router, Schema
from pydantic import Field

from tenure.platform.api.calls import ApiRequest, requires
from tenure.platform.api.strict import Strict
from tenure.platform.rules.workspaces import Delivery, Kind, SubscriptionsFrom, Workspace
from tenure.platform.services.set_subscriptions_from import set_subscriptions_from

router = Router(tags=["workspace"])
_FROM = (
    "Who tells of subscriptions and invoices. Of all of them only `events` lets a server key send the "
    "`subscription_…`, `trial_…`, `invoice_…` and `refund_made` events."
)


class WorkspaceOut(Schema):
    """The workspace of the key."""

    id: str
    name: str
    kind: Kind
    deliver: Delivery
    time_zone: str
    subscriptions_from: SubscriptionsFrom = Field(description=_FROM)


class WorkspaceChange(Strict):
    """What shall be otherwise; what is absent stays."""

    subscriptions_from: SubscriptionsFrom | None = Field(None, description=_FROM)


@router.get("/workspace", response=WorkspaceOut, auth=requires("settings.read"))
def read_workspace(request: ApiRequest) -> WorkspaceOut:
    """Return the workspace that the key belongs to, with its settings."""
    return _shown(request.auth.workspace)


@router.patch("/workspace", response=WorkspaceOut, auth=requires("settings.write"))
def change_workspace(request: ApiRequest, payload: WorkspaceChange) -> WorkspaceOut:
    """Change settings of the workspace; within a second, tracking goes by them."""
    auth = request.auth
    if payload.subscriptions_from is None:
        return _shown(auth.workspace)
    return _shown(set_subscriptions_from(auth.workspace.id, payload.subscriptions_from, actor=auth.actor))


def _shown(value: Workspace) -> WorkspaceOut:
    return WorkspaceOut(
        id=value.public_id,
        name=value.name,
        kind=value.kind,
        deliver=value.deliver,
        time_zone=value.time_zone,
        subscriptions_from=value.subscriptions_from,
    )
