"""Send mail in slots: a few connections side by side, each kept open between messages."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import LifoQueue
from typing import Final

from tenure.messaging.channels.email.server import SmtpServer
from tenure.messaging.channels.email.session import Session
from tenure.messaging.channels.protocol import Outgoing
from tenure.messaging.rules.outcomes import Outcome, Unreachable

IS_PAID: Final = False
_SHORTEST_REST: Final = 1.0
_LONGEST_REST: Final = 60.0


class EmailChannel:
    """Mail over one SMTP server."""

    def __init__(self, server: SmtpServer, *, slots: int) -> None:
        """Open nothing yet."""
        self._pool = ThreadPoolExecutor(max_workers=slots, thread_name_prefix="smtp")
        # The session used last is taken first, so that a quiet house keeps one connection warm.
        self._idle: LifoQueue[Session] = LifoQueue()
        for _ in range(slots):
            self._idle.put(Session(server))
        self._rest = 0.0
        self._rests_until = 0.0

    def is_ready(self) -> bool:
        """Return False for a while after nobody answered: one second, doubling up to a minute."""
        return time.monotonic() >= self._rests_until

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Hand messages over side by side; return an outcome for each, in order."""
        outcomes = list(self._pool.map(self._sent, messages))
        if any(isinstance(outcome, Unreachable) for outcome in outcomes):
            self._rest = min(max(self._rest * 2, _SHORTEST_REST), _LONGEST_REST)
            self._rests_until = time.monotonic() + self._rest
        elif outcomes:
            self._rest = 0.0
        return outcomes

    def close(self) -> None:
        """Hang up everywhere."""
        self._pool.shutdown()
        while not self._idle.empty():
            self._idle.get().close()

    def _sent(self, message: Outgoing) -> Outcome:
        session = self._idle.get()
        try:
            return session.send(message)
        finally:
            self._idle.put(session)
