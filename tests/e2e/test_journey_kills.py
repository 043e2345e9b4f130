"""T1: thousands are on their way through a journey while worker and front die again and again.

The worker is killed at random instants and at every fault point that it passes, in the midst of the crowd. In the end
everybody has met every node of their way once and has their mails, and what came twice came for the one reason that
is promised: a mail that was on the wire when its sender died.
"""

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any

import pytest

from tenure.events.queries import scan
from tenure.journeys.models import EnrollmentRow, StepRow
from tenure.messaging.models import MessageRow
from tenure.messaging.senders import SLOTS
from tenure.platform.models import EffectRow, RecordedEventRow, WorkspaceRow
from tenure.platform.presence import contributions
from tenure.platform.queries import workspaces
from tenure.platform.services.clock import aim_clock
from tests.e2e.crew import Crew, Hand, crew_of
from tests.e2e.house import House, until
from tests.e2e.outer_sink import OuterSink, outer_sink

ENROLLMENTS, FEW, KILLS, BATCH, LONG = 5_000, 150, 60, 100, 900.0
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
# None is a random instant. The others a worker passes while it does what this test asks of it.
DEATHS = (
    "after_smtp_data",
    "journey_advanced",
    None,
    "effect_performed",
    "sending_committed",
    None,
    "sent_committed",
    "signals_advanced",
    None,
    "recorded_claimed",
    "manifest_committed",
    None,
    "effect_counted",
)
OF_EACH_MAIL = {"after_smtp_data", "sending_committed", "sent_committed"}
JOURNEY = """
key: onboarding
name: Onboarding
entry: {event: signed_up}
reentry: never
holdout: 0
nodes:
  - {id: hello, send: {channel: email, template: hello}}
  - {id: pause, wait: {days: 1}}
  - {id: bought, wait_for: {events: [{event: paid, where: amount > 5, next: mark}], within: {days: 2}, timeout: remind}}
  - {id: remind, send: {channel: email, template: remind}, next: which}
  - {id: mark, set_trait: {trait: buyer, value: true}}
  - {id: which, branch: {cases: [{if: "entry.tier = 'gold'", next: thanks}], otherwise: done}}
  - {id: thanks, send: {channel: email, template: thanks}}
  - {id: done, end: {}}
"""


@pytest.mark.alternates(first="postgresql")
def test_sixty_kills_lose_nobody_and_leave_nobody_stuck(crew, sink, scaled, database):
    dice, kills = Random(5), scaled(KILLS)  # noqa: S311 - the same deaths every time
    numbers = range(ENROLLMENTS if kills == KILLS else FEW)
    buyers = [number for number in numbers if _buys(number)]
    crew.front_lives = [dice.randint(1, 3) for _ in range(kills // 3)]
    deaths = islice(cycle(DEATHS), kills - kills // 3)
    crew.open_front()
    (workspace,) = workspaces()

    with ThreadPoolExecutor(1) as pool:
        joining = pool.submit(_post, crew, [event for number in numbers for event in _joins(number)], len(numbers))
        killed = _killing(crew, dice, deaths, lambda: _all_wait_at("pause", len(numbers)), share=kills // 3)
        joining.result()
        aim_clock(workspace.id, target=NOW + timedelta(days=1), actor="system")
        killed += _killing(crew, dice, deaths, lambda: _all_wait_at("bought", len(numbers)), share=kills // 12)
        buying = pool.submit(_post, crew, [_buying(number) for number in buyers], len(numbers))
        killed += _killing(crew, dice, deaths, lambda: _done() == len(buyers), share=kills // 8)
        buying.result()
        aim_clock(workspace.id, target=NOW + timedelta(days=3), actor="system")
        all_done = lambda: _done() == len(numbers) and not _left_to_do()  # noqa: E731 - said where it is meant
        killed += _killing(crew, dice, deaths, all_done, share=kills)
    _stop(crew.hire().wait_to_lead())

    repeats = _assert_mailed(sink, numbers)
    _assert_true_once(crew.house, numbers)
    assert repeats <= killed * SLOTS
    print(
        f"T1 {database.vendor}: {len(numbers):,} enrollments, {sink.count():,} mails, {killed} workers and"
        f" {crew.front_deaths} fronts killed: 0 lost, 0 stuck, {repeats} repeats of {killed * SLOTS} at most"
    )
    assert killed + crew.front_deaths >= kills


def _killing(crew: Crew, dice: Random, deaths: Iterator[str | None], is_over: Callable[[], bool], *, share: int) -> int:
    """Let workers go on and die until a phase is over, and a last one live until then; return how many died."""
    died = 0
    for point in islice(deaths, share):
        most = 40 if point in OF_EACH_MAIL else 2
        hand = crew.hire(**({"TENURE_FAULT": f"{point}:{dice.randint(1, most)}"} if point else {})).wait_to_lead()
        end = time.monotonic() + (20 if point else dice.uniform(0.1, 1.0))
        while hand.is_alive and time.monotonic() < end and not is_over():
            time.sleep(0.05)
        died += hand.kill()
        if is_over():
            return died
    last = crew.hire()
    until(is_over, within=LONG, every=0.1)
    return died + last.kill()


def _stop(hand: Hand) -> None:
    """Let a worker bring everything to its end, and stop it as its owner would."""
    until(lambda: not _left_to_do(), within=LONG, every=0.1)
    assert hand.is_alive
    hand.process.terminate()
    assert hand.process.wait(60) in {0, -signal.SIGTERM}


def _left_to_do() -> bool:
    assert not MessageRow.objects.filter(state__in=["refused", "failed", "unknown", "canceled"]).exists()
    return (
        RecordedEventRow.objects.exists()
        or EffectRow.objects.filter(done_at=None).exists()
        or MessageRow.objects.exclude(state="sent").exists()
        or WorkspaceRow.objects.exclude(clock_target_at=None).exists()
    )


def _all_wait_at(node: str, count: int) -> bool:
    there = EnrollmentRow.objects.filter(node=node, state="active").count() == count
    return there and not _left_to_do()


def _done() -> int:
    return EnrollmentRow.objects.filter(state="completed").count()


def _assert_mailed(sink: OuterSink, numbers: Sequence[int]) -> int:
    """Return how many mails came again, each with the very bytes it had."""
    mails = sink.mails()
    came = Counter((mail.to, mail.subject) for mail in mails)
    assert came.keys() == {(_address(number), subject) for number in numbers for subject in _subjects(number)}
    assert len(set(mails)) == len(came)
    assert len({mail.message_id for mail in mails}) == len(came)
    return len(mails) - len(came)


def _assert_true_once(house: House, numbers: Sequence[int]) -> None:
    (workspace,) = workspaces()
    assert Counter(EnrollmentRow.objects.values_list("state", "node")) == {("completed", "done"): len(numbers)}
    steps = Counter(StepRow.objects.values_list("node", flat=True))
    buyers, gold = (sum(map(of, numbers)) for of in (_buys, _is_gold))
    everybody = dict.fromkeys(("hello", "pause", "bought", "which", "done"), len(numbers))
    assert steps == everybody | {"mark": buyers, "remind": len(numbers) - buyers, "thanks": gold}
    told = scan(workspace.id).select("kind", "name", "message_id", "customer_id").collect()
    assert told["message_id"].is_unique().all()
    mails = sum(len(_subjects(number)) for number in numbers)
    assert Counter(told.filter(kind="track")["name"]) == {
        "signed_up": len(numbers),
        "paid": buyers,
        "journey_entered": len(numbers),
        "journey_exited": len(numbers),
        "message_queued": mails,
        "message_sent": mails,
    }
    traits = {each["user_id"]: each["traits"].get("buyer") for each in _customers(house)}
    assert traits == {f"u{number}": True if _buys(number) else None for number in numbers}
    assert [breach for check in contributions("verify") for breach in check.verify(workspace)] == []


def _customers(house: House) -> Iterator[dict[str, Any]]:
    cursor = ""
    while cursor is not None:
        page = house.get(f"/customers?limit=500{cursor and f'&cursor={cursor}'}")
        yield from page["items"]
        cursor = page["next_cursor"]


def _post(crew: Crew, events: list[dict[str, Any]], people: int) -> None:
    size = BATCH if people == ENROLLMENTS else BATCH // 5
    for start in range(0, len(events), size):
        crew.post(events[start : start + size])


def _joins(number: int) -> list[dict[str, Any]]:
    who, what = {"userId": f"u{number}"}, {"tier": "gold" if _is_gold(number) else "basic"}
    return [
        {"type": "identify", **who, "messageId": f"identify-{number}", "traits": {"email": _address(number)}},
        {"type": "track", **who, "messageId": f"signed-up-{number}", "event": "signed_up", "properties": what},
    ]


def _buying(number: int) -> dict[str, Any]:
    what = {"event": "paid", "properties": {"amount": 9}}
    return {"type": "track", "userId": f"u{number}", "messageId": f"paid-{number}", **what}


def _address(number: int) -> str:
    return f"u{number}@example.com"


def _buys(number: int) -> bool:
    return number % 3 == 0


def _is_gold(number: int) -> bool:
    return number % 2 == 0


def _subjects(number: int) -> list[str]:
    return ["hello", *([] if _buys(number) else ["remind"]), *(["thanks"] if _is_gold(number) else [])]


@pytest.fixture
def sink(tmp_path) -> Iterator[OuterSink]:
    with outer_sink(tmp_path / "mails") as taking:
        yield taking


@pytest.fixture
def crew(home, database, sink) -> Iterator[Crew]:
    with crew_of(home, database, smtp_url=sink.url, starts_at=NOW) as crew:
        crew.furnish(JOURNEY, "hello", "remind", "thanks")
        yield crew
