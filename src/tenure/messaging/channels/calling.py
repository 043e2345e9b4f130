"""Call other systems for channels: many side by side, and say of each call how it ended."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import httpx

from tenure.kernel.errors import BadInput, NotAllowed, Unavailable
from tenure.messaging.channels.protocol import Outgoing
from tenure.messaging.rules.http_calls import Call
from tenure.messaging.rules.outcomes import Bounced, Deferred, Delivered, Outcome, Unknown, Unreachable
from tenure.platform.egress import Answer, EgressClient

_SHORTEST_REST: Final = 1.0
_LONGEST_REST: Final = 60.0
_LONGEST_PAUSE: Final = timedelta(hours=1)
_LONGEST_REASON: Final = 200
_SUCCESS: Final = range(200, 300)
_SERVER_ERRORS: Final = range(500, 600)
_LATER: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_NOT_BEGUN: Final = (httpx.ConnectError, httpx.ConnectTimeout, OSError)


class CallingChannel:
    """A channel whose every message is one call to one and the same place.

    After nobody answered it rests, each time longer; after a call too many for as long as it was asked to.
    """

    def __init__(self, sent: Callable[[Outgoing], Outcome], *, slots: int, name: str) -> None:
        """Open nothing yet; `sent` makes one call and never raises."""
        self._sent = sent
        self._pool = ThreadPoolExecutor(max_workers=slots, thread_name_prefix=name)
        self._rest = 0.0
        self._rests_until = 0.0

    def is_ready(self) -> bool:
        """Return False for a while after nobody answered, or for as long as the other side asked for."""
        return time.monotonic() >= self._rests_until

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Make the calls side by side; return an outcome for each, in order."""
        outcomes = list(self._pool.map(self._sent, messages))
        asked = [each.after.total_seconds() for each in outcomes if isinstance(each, Deferred) and each.after]
        if any(isinstance(each, Unreachable) for each in outcomes):
            self._rest = min(max(self._rest * 2, _SHORTEST_REST), _LONGEST_REST)
        else:
            self._rest = 0.0
        self._rests_until = time.monotonic() + min(max([self._rest, *asked]), _LONGEST_REST)
        return outcomes

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()


def called(egress: EgressClient, call: Call, *, headers: Mapping[str, str], is_paid: bool) -> Outcome:
    """Make a call and say how it ended. Where it costs money, whatever may have been taken is not called deferred."""
    try:
        answer = egress.request(call.method, call.url, headers={**call.headers, **headers}, body=call.body)
    except NotAllowed as error:
        return Bounced(f"not_allowed:{error.message}"[:_LONGEST_REASON])
    except Unavailable as error:
        reason = f"{error.message}"[:_LONGEST_REASON]
        if isinstance(error.__cause__, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
            return Bounced(f"bad_call:{reason}")
        if isinstance(error.__cause__, _NOT_BEGUN):
            return Unreachable(f"unreachable:{reason}")
        return Unknown(f"broken:{reason}")
    except (httpx.InvalidURL, BadInput, ValueError) as error:
        return Bounced(f"bad_call:{error}"[:_LONGEST_REASON])
    return outcome_of(answer, is_paid=is_paid)


def outcome_of(answer: Answer, *, is_paid: bool) -> Outcome:
    """Return what an answer says became of the message."""
    if answer.status in _SUCCESS:
        return Delivered()
    said = " ".join(answer.body.decode(errors="replace").split())
    reason = f"http_{answer.status}:{said}"[:_LONGEST_REASON].rstrip(":")
    after = retry_after(answer.headers)
    if answer.status in _LATER or (answer.status == HTTPStatus.SERVICE_UNAVAILABLE and after is not None):
        return Deferred(reason, after)
    if answer.status in _SERVER_ERRORS:
        return Unknown(reason) if is_paid else Deferred(reason, after)
    return Bounced(reason)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return how long the other side asks to wait, at most an hour; None when it does not say in seconds."""
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if not text.isascii() or not text.isdigit():
        return None
    return min(timedelta(seconds=min(int(text), 86_400)), _LONGEST_PAUSE)
