"""Say who tells of the subscriptions and invoices of a workspace."""

from django.db import transaction

from tenure.platform.models import WorkspaceRow
from tenure.platform.rules.workspaces import SubscriptionsFrom, Workspace
from tenure.platform.services.audit import audit


def set_subscriptions_from(workspace_id: int, source: SubscriptionsFrom, *, actor: str) -> Workspace:
    """Return the workspace with its subscriptions from a source; events that are in the stream already stay there."""
    with transaction.atomic():
        row = WorkspaceRow.objects.select_for_update().get(pk=workspace_id)
        if row.subscriptions_from != source:
            row.subscriptions_from = source
            row.save(update_fields=["subscriptions_from"])
            subject = f"workspace:{row.public_id}"
            audit(
                workspace_id,
                actor=actor,
                act="workspace.subscriptions_set",
                subject=subject,
                fields=["subscriptions_from"],
            )
    return row.to_value()
