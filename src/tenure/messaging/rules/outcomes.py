"""Say how an attempt to send ended, and what becomes of the message then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never


class MessageState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other side has taken responsibility for the message."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """The other side says: not now, later; when it says from when on, not before `after` has passed."""

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Bounced:
    """The other side says: never. With `is_for_good` there is nobody at that address, whatever is sent."""

    reason: str
    is_for_good: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The connection broke after the message was handed over and before the answer came."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody answers there; the message itself was not tried."""

    reason: str


INTERRUPTED: Final = "interrupted"

Outcome = Delivered | Deferred | Bounced | Unknown | Unreachable


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The pauses between attempts; after the last one fails, the message has."""

    pauses: tuple[timedelta, ...]


EMAIL_RETRIES: Final = RetryPolicy(
    (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)),
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a message, and when that was decided; `expires_at` where its life got longer."""

    state: MessageState
    reason: str
    due_at: datetime
    attempt_count: int
    at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: the how manyth it was, when it was due, over what kind of channel."""

    attempt_count: int
    due_at: datetime
    is_paid: bool

    def end(self, state: MessageState, reason: str = "", *, at: datetime) -> Fate:
        """Return the fate of a message that is not tried again, or at once."""
        return Fate(state, reason, self.due_at, self.attempt_count, at)


def fate(outcome: Outcome, attempt: Attempt, *, retries: RetryPolicy, now: datetime) -> Fate:
    """Return what becomes of a message. An unknown result is repeated by mail, never where it costs money."""
    match outcome:
        case Delivered():
            return attempt.end(MessageState.SENT, at=now)
        case Bounced(reason, _):
            return attempt.end(MessageState.FAILED, reason, at=now)
        case Unknown(reason) if attempt.is_paid:
            return attempt.end(MessageState.UNKNOWN, reason, at=now)
        case Unreachable(reason):
            # The attempt did not begin, so it does not count; the channel itself rests before the next one.
            return Fate(MessageState.QUEUED, reason, attempt.due_at, attempt.attempt_count - 1, now)
        case Deferred(reason) | Unknown(reason):
            if attempt.attempt_count <= len(retries.pauses):
                asked = outcome.after if isinstance(outcome, Deferred) else None
                due_at = now + max(retries.pauses[attempt.attempt_count - 1], asked or timedelta(0))
                return Fate(MessageState.QUEUED, reason, due_at, attempt.attempt_count, now)
            last = MessageState.UNKNOWN if isinstance(outcome, Unknown) else MessageState.FAILED
            return attempt.end(last, reason, at=now)
        case _:
            assert_never(outcome)


def state_unsent(*, attempt_count: int, reason: str) -> MessageState:
    """Return where a message ends that the gate stops: refused, unless it was tried before.

    `reason` is the one it waited with; after an interruption nobody knows whether it arrived.
    """
    if reason == INTERRUPTED:
        return MessageState.UNKNOWN
    return MessageState.FAILED if attempt_count else MessageState.REFUSED
