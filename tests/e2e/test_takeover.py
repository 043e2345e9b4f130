"""Two workers and one home: the leader dies, the other one leads, and what happens at an event happens at once."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tenure.journeys.models import EnrollmentRow, StepRow
from tenure.messaging.models import MessageRow
from tenure.platform.presence import contributions
from tenure.platform.queries import workspaces
from tests.e2e.crew import Crew, crew_of
from tests.e2e.house import until
from tests.e2e.outer_sink import OuterSink, outer_sink

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENROLLMENTS, TAKEOVER, AT_ONCE, LONG = 1_000, 10.0, 1.0, 300.0
WELCOME = """
key: welcome
name: Welcome
entry: {event: signed_up}
holdout: 0
nodes:
  - {id: hello, send: {channel: email, template: hello}}
  - {id: pause, wait: {days: 30}}
  - {id: done, end: {}}
"""
LEAVES = {"exit": "exit: [{event: paid, where: amount > 5}]\n", "goal": "goal: {event: paid, where: amount > 5}\n"}


@pytest.fixture
def sink(tmp_path) -> Iterator[OuterSink]:
    with outer_sink(tmp_path / "mails") as taking:
        yield taking


@pytest.fixture
def crew(home, database, sink) -> Iterator[Crew]:
    with crew_of(home, database, smtp_url=sink.url, starts_at=NOW) as crew:
        yield crew


@pytest.mark.alternates(first="postgresql")
def test_when_the_leader_dies_the_other_leads_and_nothing_is_lost_or_double(crew, sink, scaled, database):
    count = scaled(ENROLLMENTS)
    crew.furnish(WELCOME, "hello")
    crew.open_front()
    # Dead between two mails, so that not even the one that may come twice does.
    leader = crew.hire(TENURE_FAULT=f"sent_committed:{count // 20}").wait_to_lead()
    other = crew.hire()
    crew.post([event for number in range(count) for event in _joins(number)])

    assert leader.process.wait(LONG) == -signal.SIGKILL
    died_at, sent_before = time.monotonic(), sink.count()
    until(lambda: other.leads, within=LONG, every=0.01)
    taken_over = time.monotonic() - died_at
    until(lambda: MessageRow.objects.filter(state="sent").count() == count, within=LONG, every=0.1)

    assert 0 < sent_before < count
    assert sorted(mail.to for mail in sink.mails()) == sorted(f"u{number}@example.com" for number in range(count))
    assert Counter(StepRow.objects.values_list("node", flat=True)) == {"hello": count, "pause": count}
    assert Counter(EnrollmentRow.objects.values_list("state", "node")) == {("active", "pause"): count}
    (workspace,) = workspaces()
    assert [breach for check in contributions("verify") for breach in check.verify(workspace)] == []
    print(f"takeover {database.vendor}: {taken_over:.2f} s, {sent_before} of {count} mails before it, 0 lost, 0 double")
    assert taken_over <= TAKEOVER


@pytest.mark.alternates
def test_a_goal_or_an_exit_ends_a_wait_of_thirty_days_at_the_event(crew, pytestconfig, database):
    for key, leaves in LEAVES.items():
        crew.furnish(WELCOME.replace("welcome", key).replace("nodes:", f"{leaves}nodes:"), "hello")
    crew.open_front()
    crew.hire().wait_to_lead()
    crew.post([event for number in range(5) for event in _joins(number)])
    until(lambda: MessageRow.objects.filter(state="sent").count() == 10, within=LONG)

    taken = [_seconds_to_leave(crew, number) for number in range(5)]

    reasons = Counter(EnrollmentRow.objects.values_list("journey__key", "state", "reason"))
    assert reasons == {("exit", "exited", "event:paid"): 5, ("goal", "exited", "goal"): 5}
    print(f"event to end of a 30-day wait, {database.vendor}: {', '.join(f'{each * 1000:.0f}' for each in taken)} ms")
    assert max(taken) <= (AT_ONCE if pytestconfig.getoption("--release") else LONG)


def _seconds_to_leave(crew: Crew, number: int) -> float:
    begun = time.monotonic()
    crew.post([{"type": "track", "userId": f"u{number}", "event": "paid", "properties": {"amount": 9}}])
    until(lambda: EnrollmentRow.objects.filter(state="exited").count() == 2 * (number + 1), within=LONG, every=0.005)
    return time.monotonic() - begun


def _joins(number: int) -> list[dict[str, object]]:
    who = {"userId": f"u{number}"}
    return [
        {"type": "identify", **who, "messageId": f"i{number}", "traits": {"email": f"u{number}@example.com"}},
        {"type": "track", **who, "messageId": f"s{number}", "event": "signed_up"},
    ]
