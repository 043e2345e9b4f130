"""Save the filter of a list under a name, and delete what was saved."""

from datetime import datetime

from django.db import transaction

from tenure.console.models import SavedViewRow
from tenure.console.rules.customer_filters import CustomerFilter
from tenure.console.rules.saved_views import MOST, SavedView, kept_filter, view_name
from tenure.kernel import json
from tenure.kernel.errors import Conflict, NotFound


def save_view(workspace_id: int, user_id: int, *, name: str, wanted: CustomerFilter, now: datetime) -> SavedView:
    """Save a filter under a name; one's own view of the name is replaced, somebody else's is not."""
    kept = json.encode_text(kept_filter(wanted).asked())
    views = SavedViewRow.objects.filter(workspace_id=workspace_id)
    with transaction.atomic():
        count = views.count()
        row, is_new = SavedViewRow.objects.get_or_create(
            workspace_id=workspace_id,
            name=view_name(name),
            defaults={"wanted": kept, "user_id": user_id, "saved_at": now},
        )
        if is_new and count >= MOST:
            raise Conflict(f"There are {MOST} views already; delete one first.", field="name")
        if row.user_id != user_id:
            raise Conflict("Somebody else saved a view of this name; choose another name.", field="name")
        row.wanted, row.saved_at = kept, now
        row.save(update_fields=["wanted", "saved_at"])
    return row.to_value()


def delete_view(workspace_id: int, user_id: int, *, view_id: int) -> None:
    """Delete a view of one's own."""
    deleted_count, _ = SavedViewRow.objects.filter(workspace_id=workspace_id, user_id=user_id, pk=view_id).delete()
    if not deleted_count:
        raise NotFound("There is no such view of yours.", field="view")
