"""Let Moveo live: its history as fast as Tenure can follow, then its present, event by event."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Protocol

from tenure.demo.client import Tenure
from tenure.demo.rules.company import Company, founding, history, moment, pause, strides
from tenure.demo.rules.definitions import SEGMENTS, TRAITS
from tenure.demo.rules.facts import Fact
from tenure.demo.rules.people import user_number
from tenure.kernel.errors import Unavailable
from tenure.kernel.json import JsonObject

Progress = Callable[[int, int], None]


class Playbook(Protocol):
    """What Moveo sets up in Tenure."""

    @property
    def templates(self) -> Sequence[tuple[str, JsonObject]]:
        """Return a key and a body for each locale of each template."""

    @property
    def journey(self) -> str:
        """Return a journey as YAML."""


def live_history(tenure: Tenure, company: Company, *, playbook: Playbook, progress: Progress) -> None:
    """Live up to the present, from wherever an earlier start came to; then let the clock run by itself."""
    clock = tenure.clock()
    if clock.rate:
        return
    if clock.now <= company.starts_at:
        _set_up(tenure, playbook)
        _post(tenure, company, founding(company))
    start, here, ends = company.starts_at, clock.now, strides(company)
    for done, end in enumerate(ends, start=1):
        # A stretch that was begun is told again: its events have the same ids.
        if end >= clock.now:
            tenure.advance(end - here)
            here = max(here, end)
            _post(tenure, company, history(company, start=start, end=end))
        start = end
        progress(done, len(ends))
    tenure.advance(datetime.now(UTC) - here)
    tenure.run_clock(rate=1)


def live_on(tenure: Tenure, company: Company, *, stop: Event) -> None:
    """Live about one event a second, and somebody joining now and then, until stopped."""
    customers, turn = _joined(tenure, company), 0
    while not stop.wait(pause(company, turn).total_seconds()):
        turn += 1
        now = datetime.now(UTC)
        facts = moment(company, turn, at=now, customers=customers)
        try:
            _post(tenure, company, facts, sent_at=now)
        except Unavailable:
            # Whoever watches the processes says what is wrong; life goes on when they are back.
            continue
        customers += any(fact.name == "signed_up" for fact in facts)


def _set_up(tenure: Tenure, playbook: Playbook) -> None:
    for key, template in playbook.templates:
        tenure.put_template(key, template)
    for key, definition in TRAITS.items():
        tenure.put_trait(key, definition)
    for key, definition in SEGMENTS.items():
        tenure.put_segment(key, definition)
    tenure.start_journey(playbook.journey)


def _post(tenure: Tenure, company: Company, facts: Sequence[Fact], *, sent_at: datetime | None = None) -> None:
    for by_server in (False, True):
        told = [fact.to_wire(seed=company.seed) for fact in facts if fact.is_told_by_server == by_server]
        tenure.post_events(told, by_server=by_server, sent_at=sent_at)


def _joined(tenure: Tenure, company: Company) -> int:
    """Return how many of Moveo's customers have joined by now: the history's, and those of earlier presents."""
    numbers = [user_number(user_id) for user_id in tenure.newest_user_ids()]
    return max([company.customers, *(number for number in numbers if number)])
