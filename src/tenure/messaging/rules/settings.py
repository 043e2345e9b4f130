"""Say how a workspace sends: who it is, how often, when not, and about what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.addresses import mail_address
from tenure.messaging.rules.brand import NO_BRAND, Brand, checked_brand
from tenure.messaging.rules.rendering import one_line

Per = Literal["channel", "customer", "journey"]
# Transactional messages are never capped and never wait for the morning.
Held = Literal["marketing", "service"]

MARKETING_ONLY: Final[tuple[Held, ...]] = ("marketing",)
MOST_HOURS: Final = 24 * 31
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Purposes of the ledger that mean something else.
_TAKEN: Final = frozenset({"marketing", "open_tracking"})


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many messages in so many hours: to a customer on each channel, on all of them, or from one journey."""

    count: int
    hours: int
    per: Per = "channel"
    classes: tuple[Held, ...] = MARKETING_ONLY

    @property
    def sentence(self) -> str:
        """Return the cap as the reason of a deferral says it."""
        whole = {"channel": "", "customer": " per customer", "journey": " per journey"}
        return f"{self.count} per {self.hours}h{whole[self.per]}"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The workspace's own hours of the customer's day in which nothing is sent; no channel named means all."""

    starts: str
    ends: str
    channels: tuple[str, ...] = ()
    classes: tuple[Held, ...] = MARKETING_ONLY


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to agree to by itself, such as a newsletter, with its name in each language."""

    key: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MessagingSettings:
    """What a workspace decided about its messages."""

    sender_name: str = ""
    sender_address: str = ""
    reply_to: str = ""
    brand_name: str = ""
    postal_address: str = ""
    caps: tuple[Cap, ...] = (Cap(3, 24),)
    quiet_hours: tuple[QuietHours, ...] = ()
    topics: tuple[Topic, ...] = ()
    tracks_clicks: bool = True
    brand: Brand = NO_BRAND
    # Phones of the team: test texts go nowhere else.
    test_numbers: tuple[str, ...] = ()


def minute_of_day(text: str) -> int:
    """Return the minute of the day that `21:30` is; BadInput when it is no time."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise BadInput(f"{text!r} is no time of day; write it as `21:00`.", field="quiet_hours")
    return int(found[1]) * 60 + int(found[2])


def checked(settings: MessagingSettings) -> MessagingSettings:
    """Return settings as they are kept; BadInput names what to mend."""
    for name in ("sender_address", "reply_to"):
        address = getattr(settings, name)
        if address and mail_address(address) is None:
            raise BadInput(f"{address!r} is no address that mail can come from.", field=name)
    for name in ("sender_name", "brand_name"):
        if getattr(settings, name) != one_line(getattr(settings, name)):
            raise BadInput("Write the name on one line.", field=name)
    for cap in settings.caps:
        if cap.count < 1 or not 1 <= cap.hours <= MOST_HOURS or not cap.classes:
            raise BadInput(
                f"A cap lets at least 1 message pass in 1 to {MOST_HOURS} hours, of at least one class.", field="caps"
            )
    for quiet in settings.quiet_hours:
        if minute_of_day(quiet.starts) == minute_of_day(quiet.ends):
            raise BadInput("Quiet hours that end when they start would last all day.", field="quiet_hours")
    _check_topics(settings.topics)
    checked_brand(settings.brand)
    _check_numbers(settings.test_numbers)
    return settings


def _check_numbers(numbers: tuple[str, ...]) -> None:
    for number in numbers:
        if not _NUMBER.fullmatch(number):
            raise BadInput(f"{number!r} is no number; write it as `+48500600700`.", field="test_numbers")


def _check_topics(topics: tuple[Topic, ...]) -> None:
    for topic in topics:
        if not _KEY.fullmatch(topic.key) or topic.key in _TAKEN:
            raise BadInput(f"{topic.key!r} cannot name a topic; use small letters, digits and _.", field="topics")
        if not topic.names.get("en"):
            raise BadInput(f"Name the topic {topic.key!r} in English at least: `names.en`.", field="topics")
    if len({topic.key for topic in topics}) < len(topics):
        raise BadInput("Each topic stands once.", field="topics")
