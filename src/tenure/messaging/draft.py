"""Describe a due message on its way to its bytes."""

from dataclasses import dataclass, field
from datetime import datetime

from tenure.kernel.json import JsonObject
from tenure.messaging.rules.messages import Message
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.templates import Template
from tenure.platform.rules.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Person:
    """What a message needs to know of its customer."""

    public_id: str
    user_id: str | None
    email: str | None
    locale: str | None
    traits: JsonObject
    country: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A due message with all that decides about it. With a reason it goes no further: until an instant, or ever."""

    workspace: Workspace
    message: Message
    now: datetime
    person: Person
    settings: MessagingSettings = field(default_factory=MessagingSettings)
    given_address: str | None = None
    can_opt_out: bool = False
    template: Template | None = None
    rendered: Rendered | None = None
    reason: str = ""
    until: datetime | None = None
    expires_at: datetime | None = None
    from_address: str = ""

    @property
    def goes_on(self) -> bool:
        """Return whether nothing stops it yet."""
        return not self.reason
