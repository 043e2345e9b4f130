"""Let customers live for four weeks in worlds whose truth is known, and let the product watch as its worker does.

Each seed is a journey with people of its own, whose arms are drawn by the workspace and the key of the journey. Many
share a workspace, because the engine moves all journeys of one at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import zstandard

from tenure.customers.models import CustomerRow
from tenure.customers.services.settle_merges import settle_merges
from tenure.events.inbox.base import Inbox, InboxRow
from tenure.events.inbox.opening import open_inbox
from tenure.events.services.consume import Consumer
from tenure.experiments import queries
from tenure.experiments.rules.experiment import Experiment
from tenure.experiments.services.take_looks import take_looks
from tenure.journeys.models import StepRow
from tenure.journeys.services.run import run
from tenure.kernel import json
from tenure.platform.home import Home
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.clock import step_clock
from tenure.signals.services.refresh import refresh
from tests.journeys.scenes import opened
from tests.support.databases import Database
from tests.support.workspaces import NOW, make_workspace

DAYS, NEWCOMERS, TOGETHER = 28, 40, 50
DAY, HALF_A_DAY = timedelta(days=1), timedelta(hours=12)
# Who is held out is in it for ten days, the others for one or two, after which they may come again.
JOURNEY = """\
key: seed_{seed}
name: Seed {seed}
entry: {{event: signed_up_{seed}}}
reentry: after_exit
goal: {{event: paid_{seed}, within_days: 10}}
nodes:
  - id: which
    split: {{arms: [{{name: a, share: 0.5, next: one}}, {{name: b, share: 0.5, next: two}}]}}
  - {{id: one, wait: {{days: 1}}, next: done}}
  - {{id: two, wait: {{days: 2}}}}
  - {{id: done, end: {{}}}}
"""

Said = list[dict[str, Any]]


@dataclass(slots=True)
class Life:
    """The people of a seed, and its dice."""

    seed: int
    dice: Random
    people: list[str] = field(default_factory=list)  # by user id
    strangers: list[str] = field(default_factory=list)  # by anonymous id
    numbers: Iterator[int] = field(default_factory=count)

    def came(self, user: str | None = None, anonymous: str | None = None) -> dict[str, Any]:
        """Return that somebody signed up, which lets them in."""
        return self._did(f"signed_up_{self.seed}", user, anonymous)

    def paid(self, user: str | None = None, anonymous: str | None = None) -> dict[str, Any]:
        """Return that somebody reached the goal."""
        return self._did(f"paid_{self.seed}", user, anonymous)

    def named(self, user: str, anonymous: str) -> dict[str, Any]:
        """Return that a stranger turned out to be somebody."""
        return self._did(None, user, anonymous)

    def newcomers(self) -> list[str]:
        """Return names that nobody had before, about as many each day."""
        return [f"s{self.seed}-{next(self.numbers)}" for _ in range(NEWCOMERS + self.dice.randint(-10, 10))]

    def restless(self) -> Said:
        """Return a day on which everybody does as they like, whatever they met.

        Some come as strangers and turn out to be somebody, known or not; some come again; all pay now and then.
        """
        told = [named for each in list(self.strangers) if self._is(0.3) for named in self._naming(each)]
        for each in self.newcomers():
            is_stranger = self._is(0.2)
            (self.strangers if is_stranger else self.people).append(each)
            told.append(self.came(anonymous=each) if is_stranger else self.came(each))
        told += [self.came(each) for each in self.people if self._is(0.05)]
        told += [self.paid(each) for each in self.people if self._is(0.03)]
        told += [self.paid(anonymous=each) for each in self.strangers if self._is(0.03)]
        self.dice.shuffle(told)
        return told

    def _naming(self, stranger: str) -> Said:
        self.strangers.remove(stranger)
        if self.people and self._is(0.5):
            return [self.named(self.dice.choice(self.people), stranger)]
        self.people.append(f"known-{stranger}")
        return [self.named(f"known-{stranger}", stranger)]

    def _is(self, rate: float) -> bool:
        return self.dice.random() < rate

    def _did(self, name: str | None, user: str | None, anonymous: str | None) -> dict[str, Any]:
        who = {"user_id": user, "anonymous_id": anonymous}
        number = f"m{self.seed}-{next(self.numbers)}"
        return {"kind": "track" if name else "identify", "message_id": number, "name": name, "properties": {}, **who}


@dataclass(slots=True)
class Lives:
    """Some seeds in one workspace, and the product around them."""

    row: WorkspaceRow
    inbox: Inbox
    consumer: Consumer
    seeds: Mapping[int, Life]
    now: datetime = NOW

    def happen(self, told: Callable[[Life], Said]) -> None:
        """Let things happen to everybody now, and let the product do what follows, in the order of its worker."""
        events = [each for life in self.seeds.values() for each in told(life)]
        body = zstandard.compress(json.encode({"events": events, "refused": []}))
        at = int(self.now.timestamp() * 1e6)
        self.inbox.append([InboxRow(self.row.pk, "website", is_browser=False, received_at=at, body=body)])
        settle_merges(now_of=lambda _: self.now)
        self.consumer.step(self.now)
        refresh(self.row.to_value(), self.now)
        run(self.row.to_value(), self.now)
        settle_merges(now_of=lambda _: self.now)

    def end_the_day(self) -> None:
        """Come to midnight, when the looks of the day are taken, and on to the next noon."""
        for _ in range(2):
            self.now += HALF_A_DAY
            step_clock(self.row.pk, to=self.now, now=self.now)
            self.row.refresh_from_db()
            take_looks(self.row.to_value(), self.now)

    def arms(self) -> Mapping[str, str]:
        """Return which arm of the split each customer met, by user id; who is held out met none."""
        steps = StepRow.objects.filter(workspace_id=self.row.pk, node="which").values_list(
            "enrollment__customer_id", "arm"
        )
        names = dict(CustomerRow.objects.filter(workspace_id=self.row.pk).values_list("id", "user_id"))
        return {names[whose]: arm for whose, arm in steps}

    def read(self) -> Mapping[str, Experiment]:
        """Return what all experiments say, by their keys."""
        found = queries.sources(self.row.pk)
        return {each.key: queries.read(self.row.pk, each, now=self.now) for each in found}


@contextmanager
def living(home: Home, state: Database, seeds: Sequence[int], *, holdout: float = 0.1) -> Iterator[Lives]:
    """Have a workspace in which the journeys of some seeds are open."""
    row = make_workspace(f"seeds {seeds[0]} to {seeds[-1]}, holding out {holdout}")
    for seed in seeds:
        opened(row, JOURNEY.format(seed=seed), holdout=holdout)
    lives = {seed: Life(seed, Random(seed)) for seed in seeds}  # noqa: S311 - the same lives every time
    with closing(open_inbox(home.path, state.url)) as inbox:
        yield Lives(row, inbox, Consumer(inbox), lives)
