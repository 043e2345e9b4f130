"""Furnish a workspace: customers, their events, a journey they are in, messages sent and refused."""

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from tenure.customers.rules.customers import Customer
from tenure.messaging.models import CaughtRow, MessageRow
from tenure.messaging.rules.mime import Envelope, message_bytes
from tenure.messaging.rules.rendering import Rendered
from tenure.platform.models import MembershipRow, User, WorkspaceRow
from tenure.platform.services.effects import perform_effects
from tests.journeys.scenes import opened, turn
from tests.messaging.scenes import known
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace

ADA, BORA = "ada", "u-2"
HTML = "<p>Dzień dobry, <b>Ada</b> <script>alert(1)</script></p>"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Scene:
    """A furnished workspace, and a browser of somebody who works there."""

    row: WorkspaceRow
    client: Client
    ada: Customer
    bora: Customer
    sent: MessageRow
    refused: MessageRow
    caught: CaughtRow

    def text(self, address):
        """Return a page as text."""
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()


def browser(row, *, role="owner", email="ola@moveo.example"):
    """Return the browser of a person with a role in a workspace."""
    user = User.objects.create_user(email, "correct horse")
    MembershipRow.objects.create(workspace=row, user=user, role=role)
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend=BACKEND)
    return client


def furnished(name="Moveo"):
    """Return a workspace in which something happened."""
    row = make_workspace(name, shown=NOW)
    workspace = row.to_value()
    opened(row)
    ada, bora = known(workspace, ADA, BORA)
    traits = {"first_name": "Ada", "last_name": "<b>Kowalska</b>", "email": "ada@example.com", "plan": "pro"}
    flush(
        row,
        [
            event("i1", kind="identify", customer=ada.id, **traits),
            event("s1", "signed_up", customer=ada.id, plan="pro"),
            event("s2", "signed_up", customer=bora.id),
            event("p1", "Pricing", kind="page", customer=bora.id, price={"amount": 12.5}),
            event("old", "login", customer=bora.id, minutes=-2 * 24 * 60),
        ],
    )
    turn(row)
    perform_effects(lambda _: NOW)
    sent, refused = MessageRow.objects.filter(workspace=row).order_by("id")
    return Scene(row, browser(row), ada, bora, _sent(sent), _refused(refused), _caught(sent))


def own_events(row, *events):
    """Add to the stream what Tenure itself recorded."""
    return flush(row, [event(f"own-{at}", source="tenure", **about) for at, about in enumerate(events)])


def _sent(row):
    envelope = Envelope(row.public_id, "Moveo", "hello@moveo.example", "ada@example.com", NOW)
    row.raw = message_bytes(Rendered(subject="Witaj, Ada", html=HTML, text="Dzień dobry, Ada"), envelope)
    row.subject, row.to_address, row.message_class, row.locale = "Witaj, Ada", "ada@example.com", "service", "pl"
    row.state, row.sent_at, row.attempt_count = "sent", NOW + timedelta(seconds=1), 1
    row.message_id_header = f"<{row.public_id}@moveo.example>"
    row.save()
    return row


def _refused(row):
    row.state, row.reason = "refused", "no_consent:email"
    row.save()
    return row


def _caught(message):
    return CaughtRow.objects.create(
        workspace_id=message.workspace_id,
        message=message,
        from_address="hello@moveo.example",
        to_address="ada@example.com",
        raw=message.raw,
        caught_at=NOW,
    )
