"""Know who sends for which workspace: the built-in catcher, an SMTP server, channels set up here, or nobody yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Final

import structlog

from tenure.kernel.errors import BadInput, Unavailable
from tenure.messaging.channels.email.channel import EmailChannel
from tenure.messaging.channels.email.server import SmtpServer, smtp_server
from tenure.messaging.channels.kinds import channel_kinds, channel_of
from tenure.messaging.channels.protocol import Channel
from tenure.messaging.keeping import KeepingChannel
from tenure.messaging.queries import channel_seals, opened_seal
from tenure.messaging.renderer.sandbox import Sandbox
from tenure.messaging.rules.addresses import address_domain, mail_address
from tenure.messaging.rules.house_links import House
from tenure.messaging.rules.messages import MAIL
from tenure.messaging.rules.settings import MessagingSettings
from tenure.platform.egress import EgressClient
from tenure.platform.rules.workspaces import Workspace
from tenure.ui.signing import signing_key

SLOTS: Final = 8
BASE_URL: Final = "http://127.0.0.1:8000"
# What is kept in the house anyway needs nobody to catch it.
_STAYS_HERE: Final = "in_app"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _SetUp:
    """A channel as a workspace set it up, and the seal that it was opened from."""

    seal: str
    settings: Any
    channel: Channel


class SenderBook:
    """The channels of this process, and the sandbox that writes for all workspaces."""

    def __init__(
        self,
        *,
        smtp_url: str | None,
        catcher_port: int | None,
        from_address: str,
        base_url: str = BASE_URL,
        egress: EgressClient = EgressClient(),  # noqa: B008 - frozen; reaches the open internet only
    ) -> None:
        """Read the addresses; connect at the first message."""
        self._name, address = parseaddr(from_address)
        self.address = mail_address(address) or ""
        if not self.address:
            raise BadInput(
                f"TENURE_MAIL_FROM cannot be {from_address!r}; write `a@example.com` or `Acme <a@example.com>`.",
                field="mail_from",
            )
        greeting = address_domain(self.address)
        self._smtp = EmailChannel(smtp_server(smtp_url, greets_as=greeting), slots=SLOTS) if smtp_url else None
        catcher = SmtpServer("127.0.0.1", catcher_port, greets_as=greeting) if catcher_port else None
        self._catcher = EmailChannel(catcher, slots=SLOTS) if catcher else None
        self._keeper = KeepingChannel()
        self._egress = egress
        self._set_up: dict[tuple[int, str], _SetUp] = {}
        self.house = House(base_url.rstrip("/"), signing_key())
        self.sandbox = Sandbox()

    def look_again(self) -> None:
        """Open the channels that workspaces set up since, and close those they changed; one statement."""
        seals = channel_seals()
        for key in [key for key, known in self._set_up.items() if seals.get(key) != known.seal]:
            self._set_up.pop(key).channel.close()
        for key, seal in seals.items():
            if key not in self._set_up:
                self._open(key, seal)

    def channel(self, workspace: Workspace, kind: str = MAIL) -> Channel | None:
        """Return what carries a workspace's messages. What delivers to the catcher never leaves the house."""
        if kind == MAIL:
            return self._catcher if workspace.deliver == "catcher" else self._smtp
        known = self._set_up.get((workspace.id, kind))
        if known is not None and workspace.deliver == "catcher" and kind != _STAYS_HERE:
            return self._keeper
        return known.channel if known else None

    def resting(self, workspace: Workspace) -> list[str]:
        """Return the channels over which nothing of a workspace can be sent at this moment."""
        found = [(kind, self.channel(workspace, kind)) for kind in sorted(channel_kinds())]
        return [kind for kind, channel in found if channel is None or not channel.is_ready()]

    def lacking(self, workspaces: Sequence[Workspace]) -> list[tuple[int, str]]:
        """Return workspaces with the channels that nobody set up for them."""
        return [
            (each.id, kind) for each in workspaces for kind in sorted(channel_kinds()) if not self.channel(each, kind)
        ]

    def settings(self, workspace: Workspace, kind: str) -> Any | None:  # noqa: ANN401 - each kind has its own
        """Return how a workspace set a channel up; None for mail, and for what is not set up."""
        known = self._set_up.get((workspace.id, kind))
        return known.settings if known else None

    def sender(self, workspace: Workspace, settings: MessagingSettings) -> tuple[str, str]:
        """Return the name and address that mail of a workspace comes from: its own, else those of the house."""
        name = settings.sender_name or settings.brand_name or self._name or workspace.name
        return name, settings.sender_address or self.address

    def close(self) -> None:
        """Hang up and let the sandbox go."""
        for channel in (self._smtp, self._catcher, *(known.channel for known in self._set_up.values())):
            if channel is not None:
                channel.close()
        self.sandbox.close()

    def _open(self, key: tuple[int, str], seal: str) -> None:
        kind = key[1]
        try:
            settings = opened_seal(seal, workspace_id=key[0], kind=kind)
        except Unavailable as error:
            log.warning("channel_sealed", workspace=key[0], kind=kind, error=error.message)
            return
        opened = channel_of(kind).opened(settings, egress=self._egress, slots=SLOTS, house_url=self.house.base_url)
        self._set_up[key] = _SetUp(seal, settings, opened)
