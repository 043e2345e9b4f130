"""Let Moveo live: its history as fast as Tenure can follow, then its present, event by event."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Final

from tenure.demo.client import Tenure
from tenure.demo.rules import definitions
from tenure.demo.rules.company import DAY, Company, moment, next_day, past, pause, strides
from tenure.demo.rules.crowds import Reached
from tenure.demo.rules.facts import Fact
from tenure.demo.rules.people import user_number
from tenure.kernel.errors import Unavailable
from tenure.kernel.json import JsonObject

Progress = Callable[[int, int], None]
# So long may a message wait for its hour.
LONGEST_WAIT: Final = timedelta(days=4)


@dataclass(slots=True)
class Mailbox:
    """What Moveo's customers have got so far, and who lives at which address."""

    tenure: Tenure
    company: Company
    reached: dict[str, Reached] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    read_at: datetime | None = None

    def up_to(self, at: datetime) -> list[Reached]:
        """Return what customers had got by an instant; only days that are over are lived with it."""
        if not self.numbers:
            self.numbers = addresses(self.company)
        since = self.company.starts_at if self.read_at is None else self.read_at - LONGEST_WAIT
        for each in self.tenure.sent_messages(since=since):
            number = self.numbers.get(str(each["to"]))
            if number is not None:
                day = (datetime.fromisoformat(str(each["sent_at"])) - self.company.starts_at) // DAY
                self.reached[str(each["message_id"])] = Reached(number, str(each["template"]), day)
        self.read_at = at
        return list(self.reached.values())


def addresses(company: Company) -> dict[str, int]:
    """Return who lives at which address: mail, telephone, and the id under which Moveo knows them."""
    people = [(number, company.person(number)) for number in range(1, company.customers + 1)]
    found = {one.phone: number for number, one in people if one.phone is not None}
    return found | {address: number for number, one in people for address in (one.email, one.user_id)}


def live_history(tenure: Tenure, company: Company, *, progress: Progress) -> None:
    """Live up to the present, from wherever an earlier start came to; then let the clock run by itself."""
    clock = tenure.clock()
    if clock.rate:
        return
    before, mailbox = past(company), Mailbox(tenure, company)
    if clock.now <= company.starts_at:
        _set_up(tenure)
        _post(tenure, company, before.facts)
    here, joined, coming, state = clock.now, [*before.facts], list[Fact](), before.state
    for number in range(company.days):
        begins = company.starts_at + DAY * number
        # What is over is lived again in the same way: with what had been sent by then.
        chapter = next_day(company, state, number=number, reached=mailbox.up_to(begins))
        state, coming = chapter.state, sorted([*coming, *chapter.facts], key=lambda fact: (fact.at, fact.user_id))
        for end in strides(company, number):
            told, coming = _until(coming, end)
            if end >= clock.now:
                tenure.advance(end - here)
                here = max(here, end)
                _agree(tenure, company, joined)
                _post(tenure, company, told)
            joined = told
        progress(number + 1, company.days)
    tenure.advance(datetime.now(UTC) - here)
    _agree(tenure, company, joined)
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


def _set_up(tenure: Tenure) -> None:
    tenure.put("messaging/settings", definitions.SETTINGS)
    for kind, settings in definitions.CHANNELS.items():
        tenure.put(f"channels/{kind}", {"settings": settings})
    for playbook, names in definitions.PLAYBOOKS.items():
        tenure.install(playbook, names=names)
    kinds: Iterable[tuple[str, dict[str, JsonObject]]] = (
        ("traits", definitions.TRAITS),
        ("segments", definitions.SEGMENTS),
        ("content", definitions.CONTENT),
    )
    for kind, defined in kinds:
        for key, said in defined.items():
            tenure.put(f"{kind}/{key}", said)
    for key, variants in definitions.TEMPLATES.items():
        for variant in variants:
            tenure.put(f"templates/{key}", variant)
    for journey in definitions.JOURNEYS:
        tenure.write_journey(journey)
    for key in definitions.ACTIVE:
        tenure.activate(key)


def _until(facts: Sequence[Fact], end: datetime) -> tuple[list[Fact], list[Fact]]:
    """Return what happened before an instant, and the rest."""
    return [fact for fact in facts if fact.at < end], [fact for fact in facts if fact.at >= end]


def _agree(tenure: Tenure, company: Company, facts: Sequence[Fact]) -> None:
    """Tell what those agreed to who joined, now that Tenure knows them."""
    tenure.import_consents(
        [
            {
                "user_id": fact.user_id,
                "channel": channel,
                "purpose": "marketing",
                "state": "granted",
                "at": fact.at.isoformat(),
            }
            for fact in facts
            if fact.kind == "identify"
            for channel in company.person(user_number(fact.user_id) or 0).agrees
        ]
    )


def _post(tenure: Tenure, company: Company, facts: Sequence[Fact], *, sent_at: datetime | None = None) -> None:
    for by_server in (False, True):
        told = [fact.to_wire(seed=company.seed) for fact in facts if fact.is_told_by_server == by_server]
        tenure.post_events(told, by_server=by_server, sent_at=sent_at)


def _joined(tenure: Tenure, company: Company) -> int:
    """Return how many of Moveo's customers have joined by now: the history's, and those of earlier presents."""
    numbers = [user_number(user_id) for user_id in tenure.newest_user_ids()]
    return max([company.customers, *(number for number in numbers if number)])
