"""Know who sends for which workspace: the built-in catcher, an SMTP server, or nobody yet."""

from email.utils import parseaddr
from typing import Final

from tenure.kernel.errors import BadInput
from tenure.messaging.channels.email.channel import EmailChannel
from tenure.messaging.channels.email.server import SmtpServer, smtp_server
from tenure.messaging.channels.protocol import Channel
from tenure.messaging.renderer.sandbox import Sandbox
from tenure.messaging.rules.addresses import address_domain, mail_address
from tenure.platform.rules.workspaces import Workspace

SLOTS: Final = 8


class SenderBook:
    """The channels of this process, shared by all workspaces, and the sandbox that writes for them."""

    def __init__(self, *, smtp_url: str | None, catcher_port: int | None, from_address: str) -> None:
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
        self.sandbox = Sandbox()

    def channel(self, workspace: Workspace) -> Channel | None:
        """Return what carries a workspace's mail. A workspace that delivers to the catcher never reaches SMTP."""
        return self._catcher if workspace.deliver == "catcher" else self._smtp

    def name(self, workspace: Workspace) -> str:
        """Return the name that mail of a workspace comes from."""
        return self._name or workspace.name

    def close(self) -> None:
        """Hang up and let the sandbox go."""
        for channel in (self._smtp, self._catcher):
            if channel is not None:
                channel.close()
        self.sandbox.close()
