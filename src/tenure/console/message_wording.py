"""Name channels and classes of messages in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import pgettext_lazy

from tenure.ui.rules.navigation import Label

CHANNELS: Final[Mapping[str, Label]] = {
    "email": pgettext_lazy("channel of a message", "Email"),
    "in_app": pgettext_lazy("channel of a message", "In the app"),
    "slack": pgettext_lazy("channel of a message", "Slack"),
    "sms": pgettext_lazy("channel of a message", "SMS"),
    "webhook": pgettext_lazy("channel of a message", "Webhook"),
}
CLASSES: Final[Mapping[str, Label]] = {
    "marketing": pgettext_lazy("class of a message", "Marketing"),
    "service": pgettext_lazy("class of a message", "Service"),
    "transactional": pgettext_lazy("class of a message", "Transactional"),
}
CONTENT_KINDS: Final[Mapping[str, Label]] = {
    "changelog": pgettext_lazy("kind of content", "What is new"),
    "article": pgettext_lazy("kind of content", "Article"),
    "video": pgettext_lazy("kind of content", "Video"),
    "guide": pgettext_lazy("kind of content", "Guide"),
    "class": pgettext_lazy("kind of content", "Class"),
    "download": pgettext_lazy("kind of content", "Download"),
    "story": pgettext_lazy("kind of content", "Story"),
}
CHANNEL_ICONS: Final[Mapping[str, str]] = {
    "email": "mail",
    "in_app": "app-window",
    "slack": "hash",
    "sms": "message-square",
    "webhook": "webhook",
}
