"""Turn the loop: stream, signals, journeys, effects, messages, and back into the stream."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import connection

from tenure.customers.queries import wanted_erasures
from tenure.customers.services.erase_customers import run_erasures
from tenure.customers.services.settle_merges import settle_merges
from tenure.events.inbox.opening import open_inbox
from tenure.events.rules.pacing import flush_delay
from tenure.events.services.compact import compact
from tenure.events.services.consume import Consumer
from tenure.journeys import queries as journeys
from tenure.journeys.services.run import run
from tenure.messaging import queries as messages
from tenure.messaging.catcher import Catcher
from tenure.messaging.services.deliver import SenderBook, deliver
from tenure.messaging.services.recover import recover
from tenure.platform.queries import aimed_clocks, real_now, workspace, workspaces
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.clock import land_clock, step_clock
from tenure.platform.services.effects import perform_effects
from tenure.project.leadership import leading, still_leading
from tenure.project.options import Options
from tenure.project.stopping import Stopping
from tenure.signals import queries as signals
from tenure.signals.services.refresh import refresh

log = structlog.get_logger()
# How often an idle worker looks for new events, and how often for what time alone makes due.
POLL = 0.02
IDLE_TURN = 0.25


@dataclass(slots=True)
class Worker:
    """One leading worker of a house."""

    consumer: Consumer
    senders: SenderBook
    next_flush: float = 0.0
    clocks: dict[int, Workspace] = field(default_factory=dict)

    def turn(self) -> int:
        """Turn the loop once; return how much moved."""
        everyone = workspaces()
        self.clocks = {each.id: each for each in everyone}
        # With nothing in hand: who was merged must not come back by what this turn holds.
        moved = settle_merges(now_of=self.now_of) + self._erase() + self._flush()
        for each in everyone:
            moved += refresh(each, self.now_of(each.id))
            moved += run(each, self.now_of(each.id))
        moved += perform_effects(self.now_of)
        moved += deliver(self.now_of, senders=self.senders)
        return moved

    def settle(self) -> None:
        """Turn until nothing moves."""
        self.next_flush = 0.0
        while self.turn() or self.consumer.waiting():
            self.next_flush = 0.0

    def has_news(self) -> bool:
        """Return whether events wait for their flush, or a clock was asked to move."""
        return (time.monotonic() >= self.next_flush and self.consumer.waiting()) or bool(aimed_clocks())

    def now_of(self, workspace_id: int) -> datetime:
        """Return a workspace's time."""
        # A workspace may be younger than this turn.
        known = self.clocks.get(workspace_id) or workspace(workspace_id)
        return known.clock.at(real_now())

    def advance_clocks(self) -> int:
        """Bring frozen clocks that were asked to move to the next instant at which something is due."""
        aimed = aimed_clocks()
        for each, target in aimed:
            self.settle()
            shown = each.clock.workspace_at
            if shown >= target:
                land_clock(each.id)
                continue
            dues = (signals.next_due_at(each.id), journeys.next_due_at(each.id), messages.next_due_at(each.id))
            step_clock(each.id, to=min([target, *(due for due in dues if due and due > shown)]), now=real_now())
        return len(aimed)

    def _erase(self) -> int:
        """Erase who is to be forgotten, after what still waits and may be about them."""
        if not wanted_erasures():
            return 0
        while self.consumer.waiting():
            self.consumer.step(real_now())
        return run_erasures(now_of=self.now_of)

    def _flush(self) -> int:
        if time.monotonic() < self.next_flush:
            return 0
        rows = self.consumer.step(real_now())
        pause = 0.0 if self.consumer.is_behind else flush_delay(rows)
        self.next_flush = time.monotonic() + (pause if rows else 0.0)
        return rows


class Housekeeping:
    """Do now and then what need not be done at every turn."""

    def __init__(self, *, every: float) -> None:
        """Begin with a pause of `every` seconds."""
        self._every = every
        self._next = time.monotonic() + every

    def turn(self) -> None:
        """Join small files when the pause is over."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        for each in workspaces():
            compact(each.id, now=real_now())


def work(loaded: Options, *, once: bool, unneeded: Callable[[], bool] = lambda: False) -> None:
    """Lead the house until stopped; with `once`, until nothing moves; not at all once it is `unneeded`."""
    stop = Stopping()
    stop.listen()
    with leading(loaded.state_home.worker_lock, stopping=lambda: stop.is_wished or unneeded()) as leads:
        if leads:
            with _worker(loaded) as worker:
                _loop(worker, stop=stop, once=once)


def _loop(worker: Worker, *, stop: Stopping, once: bool) -> None:
    session, housekeeping = connection.connection, Housekeeping(every=5.0)
    log.info("worker_leads", database=connection.vendor)
    while not stop.is_wished:
        still_leading(session)
        moved = worker.turn() + worker.advance_clocks()
        housekeeping.turn()
        if once and not moved:
            worker.settle()
            return
        if not moved:
            _rest(worker, stop=stop)


def _rest(worker: Worker, *, stop: Stopping) -> None:
    """Wait until something came in, or for so long that something may be due; looking costs little, turning more."""
    until = time.monotonic() + IDLE_TURN
    while not stop.rest(POLL) and time.monotonic() < until:
        if worker.has_news():
            return


@contextmanager
def _worker(loaded: Options) -> Iterator[Worker]:
    """Open what a worker needs, and first take up what a dead one left behind."""
    inbox = open_inbox(loaded.state_home.path, loaded.database_url)
    recover()
    with (
        Catcher() as catcher,
        closing(
            SenderBook(smtp_url=loaded.smtp_url, catcher_port=catcher.port, from_address=loaded.mail_from)
        ) as senders,
    ):
        yield Worker(Consumer(inbox), senders)
