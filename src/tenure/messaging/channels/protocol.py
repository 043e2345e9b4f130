"""Say what every channel can do.

A channel is a folder with a `channel.py` that has: `IS_PAID`, `SETTINGS` (a dataclass, None where the installation
sets the channel up), `address`, `write`, `checked` and `opened` as `ChannelKind` says them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tenure.messaging.rules.outcomes import Outcome
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import MessageClass
from tenure.platform.egress import EgressClient


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as a channel takes it: from whom, to whom, the exact bytes, and its public id."""

    from_address: str
    to_address: str
    raw: bytes
    message: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel must know to write a message: whose it is, to whom, when, and under which law."""

    message_id: str
    to_address: str
    at: datetime
    message_class: MessageClass
    locale: str | None = None
    country: str | None = None
    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    unsubscribe_url: str = ""
    url: str = ""


class Channel(Protocol):
    """A way to reach customers. Sending has no other effect than the outcomes it returns."""

    def is_ready(self) -> bool:
        """Return whether it makes sense to try now; a channel that met a wall rests a while."""
        ...

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Send messages side by side; return an outcome for each, in order, and never raise."""
        ...

    def close(self) -> None:
        """Give connections and threads back."""
        ...


class ChannelKind(Protocol):
    """What the module `channel.py` of a kind has, besides `IS_PAID` and `SETTINGS`. `Any` is its own settings."""

    def address(self, text: str, *, settings: Any) -> str | None:  # noqa: ANN401 - each kind has its own
        """Return an address as this channel writes it; None when nobody can be reached there."""
        ...

    def write(self, rendered: Rendered, letter: Letter, *, settings: Any) -> bytes:  # noqa: ANN401 - as above
        """Return the bytes of a message, the same for the same arguments; BadInput or ValueError says why not."""
        ...

    def checked(self, settings: Any) -> None:  # noqa: ANN401 - as above
        """Raise BadInput with the setting at fault when nothing could be sent with these settings."""
        ...

    def opened(self, settings: Any, *, egress: EgressClient, slots: int, house_url: str) -> Channel:  # noqa: ANN401 - as above
        """Return the channel; it connects at the first message. Who calls back reaches us at `house_url`."""
        ...
