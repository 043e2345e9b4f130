"""Send a text to the team that is about no customer: by mail, or over a channel of the team."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from tenure.kernel.errors import BadInput
from tenure.messaging.channels.kinds import channel_of
from tenure.messaging.channels.protocol import Letter, Outgoing
from tenure.messaging.queries import settings_of
from tenure.messaging.rules.gate import NO_SENDER
from tenure.messaging.rules.outcomes import Bounced, Delivered, Outcome, Unreachable
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.senders import SenderBook
from tenure.platform.rules.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Notice:
    """A plain text to the team: `key` names it, `to` is an address where the channel is mail."""

    key: str
    channel: str
    to: str
    subject: str
    text: str


def send_notice(workspace: Workspace, notice: Notice, *, senders: SenderBook, now: datetime) -> Outcome:
    """Send a notice once and return how that ended; nothing is written down here."""
    if workspace.deliver == "catcher":
        # Nothing of such a workspace leaves the house; the page of notices shows the text itself.
        return Delivered()
    channel = senders.channel(workspace, notice.channel)
    if channel is None or not channel.is_ready():
        return Unreachable(NO_SENDER)
    name, address = senders.sender(workspace, settings_of(workspace.id))
    letter = Letter(
        message_id=notice.key,
        to_address=notice.to,
        at=now,
        message_class=MessageClass.TRANSACTIONAL,
        sender_name=name,
        sender_address=address,
    )
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in notice.text.split("\n\n"))
    rendered = Rendered(notice.subject, f"<!doctype html><html><body>{paragraphs}</body></html>", notice.text)
    try:
        raw = channel_of(notice.channel).write(rendered, letter, settings=senders.settings(workspace, notice.channel))
    except BadInput as error:
        return Bounced(error.message)
    (outcome,) = channel.send([Outgoing(address, notice.to, raw, notice.key)])
    return outcome
