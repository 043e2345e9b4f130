"""Tell the team over an incoming webhook of Slack, or of whatever takes the same JSON, such as Mattermost."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _

from tenure.kernel.errors import BadInput
from tenure.messaging.channels.calling import CallingChannel, called
from tenure.messaging.channels.protocol import Channel, Letter, Outgoing
from tenure.messaging.rules.channel_settings import setting
from tenure.messaging.rules.http_calls import Call, checked_url
from tenure.messaging.rules.outcomes import Outcome
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.team_texts import slack_body
from tenure.platform.egress import EgressClient

IS_PAID: Final = False
IS_FOR_TEAM: Final = True
TEAM: Final = "team"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Where the team reads. Who knows the address can write there, so it is a secret."""

    url: str = setting(_("Address of the webhook"), _("The address of the incoming webhook."), is_secret=True)


SETTINGS: Final = SlackSettings


def address(text: str, *, settings: SlackSettings) -> str | None:  # noqa: ARG001 - whomever it is about, the team reads it
    """Return the team: whomever a message is about, nobody else reads it."""
    return TEAM


def write(rendered: Rendered, letter: Letter, *, settings: SlackSettings) -> bytes:  # noqa: ARG001 - a text is a text
    """Return the JSON of a text in which nothing is a command or a mention."""
    if not rendered.text.strip():
        raise BadInput("the text is empty", field="text")
    return slack_body(rendered.text)


def checked(settings: SlackSettings) -> None:
    """Raise BadInput when nothing could be sent so."""
    checked_url(settings.url, field="settings.url")


def opened(settings: SlackSettings, *, egress: EgressClient, slots: int, house_url: str) -> Channel:  # noqa: ARG001 - nobody calls back
    """Return the channel; Slack takes one message a second, and says so when it is more."""

    def sent(message: Outgoing) -> Outcome:
        return called(egress, Call(settings.url, message.raw), headers={}, is_paid=IS_PAID)

    return CallingChannel(sent, slots=min(slots, 2), name="slack")
