"""Tables of the console: the views that people saved."""

from typing import ClassVar

from django.db import models

from tenure.console.rules.customer_filters import filter_of
from tenure.console.rules.saved_views import SavedView
from tenure.kernel import json


class SavedViewRow(models.Model):
    """A saved view of the customers. `wanted` is JSON: what its address asks."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    wanted = models.TextField()
    user = models.ForeignKey("platform.User", on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "console_saved_view"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name"], name="console_saved_view_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def to_value(self) -> SavedView:
        """Return the view as a value."""
        asked = {name: str(value) for name, value in json.decode_object(self.wanted).items()}
        return SavedView(self.pk, self.name, filter_of(asked), self.user_id)
