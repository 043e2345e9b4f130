"""Keep messages for the browser of a customer. What is stored is sent: there is no way on which it could get lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop as _

from tenure.messaging.channels.protocol import Channel, Letter, Outgoing
from tenure.messaging.rules.channel_settings import setting
from tenure.messaging.rules.in_app import in_app_bytes, in_app_message
from tenure.messaging.rules.outcomes import Delivered, Outcome
from tenure.messaging.rules.rendering import Rendered
from tenure.platform.egress import EgressClient

IS_PAID: Final = False
_LONGEST_ADDRESS: Final = 254


@dataclass(frozen=True, slots=True)
class InAppSettings:
    """How a site proves who its visitor is."""

    secret: str = setting(
        _("Secret of your server"), _("Your server makes each user's hash with it."), is_made_here=True
    )
    former_secret: str = setting(
        _("Former secret of your server"),
        _("Hashes made with it still hold, until your server knows the new one."),
        is_made_here=True,
    )


SETTINGS: Final = InAppSettings


def address(text: str, *, settings: InAppSettings) -> str | None:  # noqa: ARG001 - an id is an id
    """Return the user id under which a browser asks."""
    return text.strip()[:_LONGEST_ADDRESS] or None


def write(rendered: Rendered, letter: Letter, *, settings: InAppSettings) -> bytes:  # noqa: ARG001 - it is stored, not sent
    """Return the JSON that a browser is given."""
    return in_app_bytes(in_app_message(rendered, at=letter.at))


def checked(settings: InAppSettings) -> None:
    """Take whatever secrets there are: they are made here."""


def opened(settings: InAppSettings, *, egress: EgressClient, slots: int, house_url: str) -> Channel:  # noqa: ARG001 - nothing is called
    """Return the channel."""
    return InAppChannel()


class InAppChannel:
    """The inbox itself: the outbox, read by the browser."""

    def is_ready(self) -> bool:
        """Return True: there is nothing to wait for."""
        return True

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Return that every message is where it is read."""
        return [Delivered() for _ in messages]

    def close(self) -> None:
        """Have nothing to give back."""
