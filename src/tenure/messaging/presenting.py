"""Name what customers can choose, in their language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language, get_supported_language_variant, pgettext_lazy
from django.utils.translation import gettext as _

from tenure.customers.rules.consents import MARKETING
from tenure.messaging.rules.preferences import EMAIL, OPEN_TRACKING, Choice
from tenure.messaging.rules.settings import Topic
from tenure.messaging.services.choose import Visit
from tenure.ui.rules.navigation import Label

CHANNELS: Final[Mapping[str, Label]] = {
    "email": pgettext_lazy("channel", "Email"),
    "sms": pgettext_lazy("channel", "Text messages"),
    "push": pgettext_lazy("channel", "Notifications on your device"),
    "in_app": pgettext_lazy("channel", "Inside the product"),
    "voice": pgettext_lazy("channel", "Phone calls"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One choice as a customer reads it."""

    key: str
    label: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The choices about one channel."""

    key: str
    label: str
    lines: tuple[Line, ...]


def offered(found: Visit) -> tuple[Group, ...]:
    """Return what a customer can choose, channel by channel."""
    topics = {topic.key: topic for topic in found.settings.topics}
    by_channel: dict[str, list[Choice]] = {}
    for choice in found.choices:
        by_channel.setdefault(choice.channel, []).append(choice)
    return tuple(
        Group(channel, str(CHANNELS.get(channel, channel)), tuple(_line(each, topics) for each in members))
        for channel, members in by_channel.items()
    )


def page_language(asked: str, locale: str | None, otherwise: str | None) -> str:
    """Return the language of a page: as asked for, as the customer is written to, or as the browser wants."""
    for code in (asked, locale or "", otherwise or ""):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return "en"


def _line(choice: Choice, topics: Mapping[str, Topic]) -> Line:
    if choice.purpose == MARKETING:
        label = _("News and offers")
    elif choice.purpose == OPEN_TRACKING:
        is_mail = choice.channel == EMAIL
        label = _("You may see whether I open your emails") if is_mail else _("You may see what I read here")
    else:
        names = topics[choice.purpose].names
        label = names.get((get_language() or "en").partition("-")[0]) or names["en"]
    return Line(choice.key, label, choice.is_on)
