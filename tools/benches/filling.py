"""Fill a home with a history of many customers, through the product's own inbox, consumer and compaction."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import zstandard

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.sqlite import SqliteInbox
from tenure.project import booting

BATCH: Final = 500  # events in a request
AT_ONCE: Final = 500_000
NAMES: Final = ("login", "workout_completed", "goal_set", "plan_viewed", "message_read", "paid")
_SEED: Final = 7


class Filling:
    """The home under measurement. What it holds already is not sent again."""

    def __init__(self, home: Path, customers: int) -> None:
        """Boot Tenure in a home that was initialized before."""
        booting.boot(home)
        # Django must know its home before the rooms are imported.
        self._compact = import_module("tenure.events.services.compact").compact
        self._inbox = SqliteInbox(home / "inbox.db")
        self._consumer = import_module("tenure.events.services.consume").Consumer(self._inbox)
        self._customers = customers
        self.sent: int = import_module("tenure.events.queries").event_count(1)

    def fill(self, total: int, *, until: datetime) -> None:
        """Bring in what is missing of a history of 120 days, and join its files until nothing is left to join."""
        start, step = until - timedelta(days=120), timedelta(days=120) / total
        while self.sent < total:
            self.bring(min(AT_ONCE, total - self.sent), at=start, step=step)
            self.compact()
        # What came last is young: an hour later it would be joined as well.
        while self._compact(1, now=datetime.now(UTC) + timedelta(hours=2)):
            pass

    def compact(self) -> None:
        """Join what is due."""
        self._compact(1, now=datetime.now(UTC))

    def bring(self, count: int, *, at: datetime, step: timedelta = timedelta(0)) -> None:
        """Bring in some events of customers chosen at random; event n happens n steps after `at`."""
        self._inbox.append(list(_requests(_events(self.sent, count, self._customers, at=at, step=step))))
        while self._consumer.step(datetime.now(UTC)):
            pass
        self.sent += count


def _events(sent: int, count: int, customers: int, *, at: datetime, step: timedelta) -> pl.Series:
    """Return events as JSON; the same event for the same number every time."""
    dice = np.random.default_rng((_SEED, sent))
    number = pl.col("number")
    numbered = pl.DataFrame({"number": np.arange(sent, sent + count), "customer": dice.integers(0, customers, count)})
    moment = pl.lit(at).dt.cast_time_unit("us") + pl.duration(microseconds=number * (step // timedelta(microseconds=1)))
    return numbered.select(
        pl.format(
            '{{"kind":"track","message_id":"bench-{}","name":"{}","user_id":"u{}","timestamp":"{}",'
            '"properties":{{"amount":{},"class":"yoga"}},"context":{{}}}}',
            number,
            (number % len(NAMES)).replace_strict(range(len(NAMES)), NAMES),
            "customer",
            moment.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
            number % 97,
        )
    ).to_series()


def _requests(events: pl.Series) -> Iterator[InboxRow]:
    packing, received = zstandard.ZstdCompressor(level=1), time.time_ns() // 1000
    for start in range(0, len(events), BATCH):
        body = f'{{"events":[{",".join(events[start : start + BATCH])}],"refused":[]}}'
        yield InboxRow(1, "website", is_browser=False, received_at=received, body=packing.compress(body.encode()))
