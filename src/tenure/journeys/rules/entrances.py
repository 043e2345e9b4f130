"""Say what lets a customer into a journey, and which event of the stream tells of it."""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from tenure.journeys.rules import checks
from tenure.journeys.rules.spelling import Read, optional, setting
from tenure.kernel.errors import BadInput
from tenure.kernel.expressions.words import literal_text

MAX_OFFSET_DAYS = 3_660

_SEGMENT_ENTERED = "segment_entered"
_text_or_none: Read[str | None] = checks.text
_long_text_or_none: Read[str | None] = checks.long_text
_time_or_none: Read[str | None] = checks.clock_time


@dataclass(frozen=True, slots=True)
class EventEntry:
    """A customer for whom an event of this name arrives. `key` names the property that tells runs apart."""

    event: str = setting("The event.", read=checks.text)
    where: str | None = optional("A condition on its properties.", read=_long_text_or_none, default=None)
    key: str | None = optional("The property that tells runs apart.", read=_text_or_none, default=None)

    def condition(self, journey: str) -> str | None:  # noqa: ARG002 - others need it
        """Return the condition on the event."""
        return self.where


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A customer who comes into a segment."""

    event: ClassVar[str] = _SEGMENT_ENTERED
    key: ClassVar[None] = None

    segment: str = setting("The key of the segment.", read=checks.slug)

    def condition(self, journey: str) -> str | None:  # noqa: ARG002 - others need it
        """Return the condition on the event."""
        return f"segment = {literal_text(self.segment)}"


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A customer who comes into a lifecycle stage."""

    event: ClassVar[str] = "stage_changed"
    key: ClassVar[None] = None

    stage: str = setting("The lifecycle stage.", read=checks.text)

    def condition(self, journey: str) -> str | None:  # noqa: ARG002 - others need it
        """Return the condition on the event."""
        return f"stage = {literal_text(self.stage)}"


@dataclass(frozen=True, slots=True)
class DateEntry:
    """A customer for whom a date of their own comes near; with `at`, at that local time of the day."""

    event: ClassVar[str] = _SEGMENT_ENTERED
    key: ClassVar[None] = None

    trait: str = setting("The trait that holds the date.", read=checks.text)
    offset_days: int = optional(
        "Days after it; negative is before.", read=checks.whole_numbers(-MAX_OFFSET_DAYS, MAX_OFFSET_DAYS), default=0
    )
    at: str | None = optional("The local time of the day.", read=_time_or_none, default=None)

    def condition(self, journey: str) -> str | None:
        """Return the condition on the event: that a segment made for the journey was entered."""
        return f"segment = {literal_text(hidden_key(journey))}"


@dataclass(frozen=True, slots=True)
class ApiEntry:
    """A customer for whom the API asks."""

    event: ClassVar[str] = "journey_requested"
    key: ClassVar[None] = None

    def condition(self, journey: str) -> str | None:
        """Return the condition on the event."""
        return f"journey = {literal_text(journey)}"


Entry: TypeAlias = EventEntry | SegmentEntry | StageEntry | DateEntry | ApiEntry


@dataclass(frozen=True, slots=True)
class EveryDays:
    """A customer may enter again so many days after the last time."""

    every_days: int = setting("Days between two entries.", read=checks.whole_numbers(1, MAX_OFFSET_DAYS))


@dataclass(frozen=True, slots=True)
class Goal:
    """What a journey is for: an event within so many days of the entry."""

    event: str = setting("The event.", read=checks.text)
    where: str | None = optional("A condition on its properties.", read=_long_text_or_none, default=None)
    within_days: int = optional("How long after entry it counts.", read=checks.whole_numbers(1, 3_660), default=30)


@dataclass(frozen=True, slots=True)
class Exit:
    """An event that ends a run."""

    event: str = setting("The event.", read=checks.text)
    where: str | None = optional("A condition on its properties.", read=_long_text_or_none, default=None)


def hidden_key(journey: str) -> str:
    """Return the key of the segment behind a date entry; no other segment's key has a dot."""
    return f"journey.{journey}"


def only_api(data: object, path: str) -> ApiEntry:
    """Return the entry by API, which has nothing to say but `true`."""
    if data is not True:
        raise BadInput(f"{path} must be true.", field=path)
    return ApiEntry()
