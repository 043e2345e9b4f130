"""Send a template to the team, to see it arrive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from tenure.customers.queries import customer
from tenure.customers.rules.customers import Customer
from tenure.kernel.errors import BadInput
from tenure.messaging.channels.kinds import channel_of
from tenure.messaging.drafts import people_of
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import channel_settings, kinds_set_up, settings_of, template
from tenure.messaging.rules.addresses import mail_address
from tenure.messaging.rules.gate import TIME_TO_LIVE
from tenure.messaging.rules.messages import TEST
from tenure.messaging.rules.outcomes import MessageState
from tenure.messaging.rules.templates import MessageClass
from tenure.platform.ids import public_id
from tenure.platform.queries import member_id
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.audit import audit

CATCHER: Final = "catcher"


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a test of a channel goes: what somebody wrote, and the customer for whom it is written."""

    channel: str
    to: str
    customer: Customer


def send_test(workspace: Workspace, key: str, *, to: str, customer_key: str, actor: str, now: datetime) -> str:
    """Queue a template as a customer would get it, marked `[Test]`; return the public id of the message.

    It is `transactional` and leaves at once. It goes to the team only, so that nobody else is ever written to by way
    of a test: mail to members, a text to a number that the settings name, a message inside the product to a customer
    with the address of a member, a webhook or Slack where these lead. What delivers to the catcher may name anybody.
    """
    channel = template(workspace.id, key)[0].channel
    if channel not in kinds_set_up(workspace.id):
        raise BadInput(f"The channel {channel!r} is not set up: PUT /api/v1/channels/{channel}.", field="key")
    who = customer(workspace.id, customer_key)
    address = _address(workspace, Aim(channel, to.strip(), who))
    public = public_id("msg")
    with transaction.atomic():
        MessageRow.objects.create(
            workspace_id=workspace.id,
            public_id=public,
            customer_id=who.id,
            source_kind=TEST,
            source_id=public,
            source_run=f"{TEST}:{public}",
            channel=channel,
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


def _address(workspace: Workspace, aim: Aim) -> str:
    """Return where a test goes; BadInput says why it goes nowhere."""
    is_kept = workspace.deliver == CATCHER
    match aim.channel:
        case "email":
            return _mail(workspace.id, aim.to, is_kept=is_kept)
        case "sms" | "voice":
            return _phone(workspace.id, aim, is_kept=is_kept)
        case "in_app":
            return _inbox(workspace.id, aim.customer, is_kept=is_kept)
        case _:
            # A webhook and Slack lead where they were set up to lead, whoever a message is about.
            return aim.customer.user_id or aim.customer.public_id


def _mail(workspace_id: int, to: str, *, is_kept: bool) -> str:
    address = mail_address(to)
    if address is None:
        raise BadInput(f"{to!r} is no address that mail can go to.", field="to")
    if not is_kept and member_id(workspace_id, address) is None:
        raise BadInput("A test goes to members of the team only; invite this address first.", field="to")
    return address


def _phone(workspace_id: int, aim: Aim, *, is_kept: bool) -> str:
    found: str | None = channel_of(aim.channel).address(aim.to, settings=channel_settings(workspace_id, aim.channel))
    if found is None:
        raise BadInput(f"{aim.to!r} is no number that a text can go to.", field="to")
    if not is_kept and found not in settings_of(workspace_id).test_numbers:
        raise BadInput("A test goes to phones of the team only; add this number to `test_numbers` first.", field="to")
    return found


def _inbox(workspace_id: int, who: Customer, *, is_kept: bool) -> str:
    if who.user_id is None:
        raise BadInput("This customer never signed in, so they have no inbox.", field="customer")
    email = people_of(workspace_id, [who.id])[who.id].email
    if not is_kept and (email is None or member_id(workspace_id, email) is None):
        raise BadInput(
            "A test goes to the team only: choose a customer with the address of a member.", field="customer"
        )
    return who.user_id
