"""Describe every channel that a workspace can set up, secrets masked."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenure.kernel.json import Json
from tenure.messaging.channels.kinds import channel_of, settable_kinds
from tenure.messaging.queries import channel_settings
from tenure.messaging.rules.channel_settings import SettingField, masked
from tenure.messaging.wording import described_in_words


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel and how a workspace set it up; where it did not, the settings are those to begin with."""

    kind: str
    is_set_up: bool
    is_paid: bool
    settings: Mapping[str, Json]
    fields: tuple[SettingField, ...]


def described_channels(workspace_id: int) -> list[ChannelView]:
    """Return every channel that a workspace can set up, by kind."""
    return [_view(workspace_id, kind) for kind in sorted(settable_kinds())]


def _view(workspace_id: int, kind: str) -> ChannelView:
    module, settings = channel_of(kind), channel_settings(workspace_id, kind)
    shown = masked(module.SETTINGS() if settings is None else settings)
    return ChannelView(kind, settings is not None, module.IS_PAID, shown, tuple(described_in_words(module.SETTINGS)))
