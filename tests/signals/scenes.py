"""Have a workspace whose customers do something, and call its API."""

from datetime import timedelta

from django.test import Client

from tenure.platform.models import RecordedEventRow
from tenure.platform.services.issue_api_key import WantedKey, issue_api_key
from tenure.signals import queries
from tenure.signals.services.refresh import refresh
from tests.customers.scenes import known
from tests.signals.streams import NOW, event, flush

LOGINS = {"event": "login", "window": "7d"}
SILENT = {"name": "Silent", "where": "logins_7d = 0"}


class Api:
    """Call the API with a secret key."""

    def __init__(self, workspace, *, scopes=None):
        """Make a key with some scopes, or with all."""
        wanted = WantedKey("secret", "server", scopes)
        issued = issue_api_key(workspace.pk, wanted, held=("*",), actor="system", now=NOW)
        self.client = Client(headers={"Authorization": f"Bearer {issued.secret}"})

    def get(self, path, **params):
        """Return the answer to a GET."""
        return self.client.get(f"/api/v1{path}", params)

    def put(self, path, body):
        """Return the answer to a PUT."""
        return self.client.put(f"/api/v1{path}", body, content_type="application/json")

    def post(self, path, body):
        """Return the answer to a POST."""
        return self.client.post(f"/api/v1{path}", body, content_type="application/json")

    def delete(self, path):
        """Return the answer to a DELETE."""
        return self.client.delete(f"/api/v1{path}")


def populated(workspace):
    """Return Ada, who logged in just now, and Bora, who did so nine days ago."""
    ada, bora = known(workspace.to_value(), "ada", "bora")
    flush(
        workspace,
        [
            event("i1", kind="identify", customer=ada.id, email="ada@example.com", tier="pro"),
            event("l1", "login", customer=ada.id),
            event("l2", "login", customer=bora.id, minutes=-9 * 1440),
        ],
    )
    turned(workspace)
    return ada, bora


def turned(workspace, *, days=0):
    """Let the worker take its turn, with all that is due until then, and bring what it told into the stream."""
    now = NOW + timedelta(days=days)
    while (due := queries.next_due_at(workspace.pk)) is not None and due <= now:
        refresh(workspace.to_value(), due)
    refresh(workspace.to_value(), now)
    told = RecordedEventRow.objects.filter(workspace_id=workspace.pk).order_by("id")
    rows = [
        {**event(row.message_id, row.name, customer=row.customer_id, source="tenure"), "occurred_at": row.occurred_at}
        | {"properties": row.properties}
        for row in told
    ]
    if rows:
        flush(workspace, rows)
        told.delete()
        refresh(workspace.to_value(), now)
