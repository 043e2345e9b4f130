"""Turn the loop: stream, signals, journeys, effects, messages, and back into the stream."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from math import inf

import structlog
from django.db import connection

from tenure.customers.queries import wanted_erasures
from tenure.customers.services.erase_customers import run_erasures
from tenure.customers.services.settle_merges import settle_merges
from tenure.events.inbox.opening import open_inbox
from tenure.events.rules.pacing import flush_delay
from tenure.events.services.compact import compact
from tenure.events.services.consume import Consumer
from tenure.experiments import queries as experiments
from tenure.experiments.services.take_looks import take_looks
from tenure.insights import queries as insights
from tenure.insights.services.check_alerts import check_alerts
from tenure.insights.services.tell_team import deliver_notices
from tenure.journeys import queries as journeys
from tenure.journeys.services.run import run
from tenure.messaging import queries as messages
from tenure.messaging.catcher import Catcher
from tenure.messaging.services.confirm_consents import confirm_consents
from tenure.messaging.services.deliver import SenderBook, deliver
from tenure.messaging.services.recover import recover
from tenure.messaging.services.take_back_opens import take_back_opens
from tenure.platform.commits import state_version
from tenure.platform.queries import aimed_clocks, real_now, workspace, workspaces
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services.clock import land_clock, step_clock
from tenure.platform.services.effects import perform_effects
from tenure.project.leadership import leading, still_leading
from tenure.project.options import Options
from tenure.project.resting import rest
from tenure.project.stopping import Stopping
from tenure.signals import queries as signals
from tenure.signals.services.refresh import refresh

log = structlog.get_logger()


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
        moved = 0
        taken: dict[str, float] = {}
        for name, step in self._steps(everyone):
            begun = time.perf_counter()
            moved += step()
            taken[name] = taken.get(name, 0.0) + time.perf_counter() - begun
        if moved:
            log.debug("worker_turned", moved=moved, **{name: round(spent * 1000, 1) for name, spent in taken.items()})
        return moved

    def _steps(self, everyone: list[Workspace]) -> Iterator[tuple[str, Callable[[], int]]]:
        """Yield what a turn does, in order; each returns how much it moved."""
        # With nothing in hand: who was merged must not come back by what this turn holds.
        yield "merge", lambda: settle_merges(now_of=self.now_of)
        yield "erase", self._erase
        yield "take_back", self._take_back
        yield "consume", self._flush
        for each in everyone:
            yield "refresh", partial(self._dated, refresh, each)
            yield "journeys", partial(self._dated, run, each)
            yield "notices", partial(self._dated, confirm_consents, each)
            yield "looks", partial(self._dated, take_looks, each)
            yield "alerts", partial(self._dated, check_alerts, each)
        yield "effects", lambda: perform_effects(self.now_of)
        yield "deliver", lambda: deliver(self.now_of, senders=self.senders)
        yield "team", lambda: deliver_notices(self.now_of, senders=self.senders)

    def _dated(self, act: Callable[[Workspace, datetime], int], each: Workspace) -> int:
        return act(each, self.now_of(each.id))

    def settle(self) -> None:
        """Turn until nothing moves."""
        self.next_flush = 0.0
        while self.turn() or self.consumer.waiting():
            self.next_flush = 0.0

    def version(self) -> object:
        """Return what stays the same as long as nobody committed anything."""
        # On PostgreSQL the inbox is a table of the state like any other.
        return state_version(), connection.vendor == "sqlite" and self.consumer.has_requests()

    def wakes_at(self) -> float:
        """Return when events that wait may be flushed, or else when time alone makes something due."""
        now, asked_at = real_now(), time.monotonic()
        if self.next_flush > asked_at:
            return self.next_flush
        dues = (each.clock.real(due) for each in self.clocks.values() for due in _dues(each))
        # What is due already and did not move waits for something else.
        return asked_at + min(((due - now).total_seconds() for due in dues if due and due > now), default=inf)

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
            step_clock(each.id, to=min([target, *(due for due in _dues(each) if due > shown)]), now=real_now())
        return len(aimed)

    def _erase(self) -> int:
        """Erase who is to be forgotten, after what still waits and may be about them."""
        if not wanted_erasures():
            return 0
        while self.consumer.waiting():
            self.consumer.step(real_now())
        return run_erasures(now_of=self.now_of)

    def _take_back(self) -> int:
        """Take back opens of who withdrew from their being seen, what still waits included."""
        if messages.open_withdrawals().is_empty():
            return 0
        while self.consumer.waiting():
            self.consumer.step(real_now())
        return take_back_opens(now_of=self.now_of)

    def _flush(self) -> int:
        if time.monotonic() < self.next_flush:
            return 0
        rows = self.consumer.step(real_now())
        pause = 0.0 if self.consumer.is_behind else flush_delay(rows)
        self.next_flush = time.monotonic() + (pause if rows else 0.0)
        return rows


def _dues(place: Workspace) -> list[datetime]:
    """Return the next instants at which time alone makes something due in a workspace, one of each kind."""
    asked = (signals.next_due_at, journeys.next_due_at, messages.next_due_at, messages.next_notice_at)
    daily = (experiments.next_look_at(place), insights.next_due_at(place))
    dues = [*(next_due_at(place.id) for next_due_at in asked), *daily]
    return [due for due in dues if due]


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
        # Before the turn: what comes meanwhile is news.
        seen = worker.version()
        moved = worker.turn() + worker.advance_clocks()
        housekeeping.turn()
        if once and not moved:
            worker.settle()
            return
        if not moved:
            rest(worker, since=seen, stop=stop)


@contextmanager
def _worker(loaded: Options) -> Iterator[Worker]:
    """Open what a worker needs, and first take up what a dead one left behind."""
    inbox = open_inbox(loaded.state_home.path, loaded.database_url)
    recover()
    with (
        Catcher() as catcher,
        closing(
            SenderBook(
                smtp_url=loaded.smtp_url,
                catcher_port=catcher.port,
                from_address=loaded.mail_from,
                base_url=loaded.base_url,
                egress=loaded.egress_client(),
            )
        ) as senders,
    ):
        yield Worker(Consumer(inbox), senders)
