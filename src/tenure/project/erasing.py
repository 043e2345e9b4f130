"""Carry out erasures: by the worker that leads, or when none does, here."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from tenure.customers.services.erase_customers import run_erasures
from tenure.events.inbox.opening import open_inbox
from tenure.events.services.consume import Consumer
from tenure.platform.queries import real_now, workspace
from tenure.project.leadership import leading
from tenure.project.options import Options


def erase_now(loaded: Options, *, is_done: Callable[[], bool], within: float) -> bool:
    """Return whether what was asked for is erased, by whoever leads, within some seconds.

    Nothing else of the worker's duties is done here: an erasure must not be what sends mail.
    """
    deadline = time.monotonic() + within
    with leading(loaded.state_home.worker_lock, stopping=lambda: is_done() or time.monotonic() > deadline) as leads:
        if leads:
            _erase(loaded)
    return is_done()


def _erase(loaded: Options) -> None:
    with closing(open_inbox(loaded.state_home.path, loaded.database_url)) as inbox:
        consumer = Consumer(inbox)
        # What still waits may be about whom is erased.
        while consumer.waiting():
            consumer.step(real_now())
        run_erasures(now_of=_now_of)


def _now_of(workspace_id: int) -> datetime:
    return workspace(workspace_id).clock.at(real_now())
