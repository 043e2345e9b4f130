"""Send a template to a member of the team, to see it arrive."""

from datetime import datetime

from django.db import transaction

from tenure.customers.queries import customer
from tenure.kernel.errors import BadInput
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import template
from tenure.messaging.rules.addresses import mail_address
from tenure.messaging.rules.gate import TIME_TO_LIVE
from tenure.messaging.rules.messages import TEST
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.rendering import EMAIL
from tenure.messaging.rules.templates import MessageClass
from tenure.platform.ids import public_id
from tenure.platform.queries import member_id
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.audit import audit


def send_test(workspace: Workspace, key: str, *, to: str, customer_key: str, actor: str, now: datetime) -> str:
    """Queue a template as a customer would get it, marked `[Test]`; return the public id of the message.

    It is `transactional` and leaves at once. It goes to members of the team only, so that nobody else is ever
    written to by way of a test; where mail goes to the catcher, any address will do.
    """
    channels = {each.channel for each in template(workspace.id, key)}
    if EMAIL not in channels:
        raise BadInput(f"{key!r} is no mail; only mail can be sent as a test.", field="key")
    address = mail_address(to)
    if address is None:
        raise BadInput(f"{to!r} is no address that mail can go to.", field="to")
    if workspace.deliver != "catcher" and member_id(workspace.id, address) is None:
        raise BadInput("A test goes to members of the team only; invite this address first.", field="to")
    who = customer(workspace.id, customer_key)
    public = public_id("msg")
    with transaction.atomic():
        MessageRow.objects.create(
            workspace_id=workspace.id,
            public_id=public,
            customer_id=who.id,
            source_kind=TEST,
            source_id=public,
            source_run=f"{TEST}:{public}",
            channel=EMAIL,
            template=key,
            state=MessageState.QUEUED,
            reason="",
            attempt_count=0,
            queued_at=now,
            due_at=now,
            expires_at=now + TIME_TO_LIVE,
            message_class=MessageClass.TRANSACTIONAL.value,
            to_address=address,
        )
        audit(workspace.id, actor=actor, act="template.test_sent", subject=f"template:{key}", fields=["to"])
    return public
