"""Customers enter, go on and end, each step once, in as few statements as for a few."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from tenure.events import event_vocabulary
from tenure.events.rules.vocabulary.journeys import journey_entered, journey_exited
from tenure.journeys import queries
from tenure.journeys.models import EnrollmentRow, NodeCountRow, StepRow
from tenure.journeys.services import run as running
from tenure.journeys.services.pause_journey import pause_journey
from tenure.journeys.verify import verify
from tenure.kernel import json
from tenure.platform.models import EffectRow, RecordedEventRow
from tenure.platform.queries import cursor
from tenure.signals.services.refresh import refresh
from tests.journeys.scenes import activated, opened, saved, turn
from tests.signals.streams import NOW, event, flush, signed_up
from tests.support.workspaces import make_workspace

LATER = NOW + timedelta(days=3)
NAMES = ("customer_id", "state", "node", "visit", "due_at", "ended_at", "reason")


class Killed(Exception):
    pass


@pytest.fixture
def workspace(state):
    return make_workspace()


def standing():
    return list(EnrollmentRow.objects.order_by("customer_id", "journey_id").values_list(*NAMES))


def steps():
    return list(
        StepRow.objects.order_by("enrollment__customer_id", "id").values_list("enrollment__customer_id", "node")
    )


def counts():
    rows = NodeCountRow.objects.order_by("id").values_list("node", "entered_count", "here_count", "quarantined_count")
    return {row[0]: row[1:] for row in rows}


@pytest.mark.db
def test_a_customer_goes_once_through_the_journey(database):
    workspace = make_workspace()
    opened(workspace)
    flush(workspace, signed_up(1))

    assert turn(workspace) == 1
    assert standing() == [(1, "active", "pause", 1, LATER, None, "")]
    assert steps() == [(1, "hello"), (1, "pause")]
    assert turn(workspace, now=LATER - timedelta(microseconds=1)) == 0
    assert turn(workspace, now=LATER) == 1
    assert standing() == [(1, "completed", "done", 1, None, LATER, "")]
    assert steps() == [(1, "hello"), (1, "pause"), (1, "done")]
    assert counts() == {"": (1, 0, 0), "hello": (1, 0, 0), "pause": (1, 0, 0), "done": (1, 0, 0)}
    assert turn(workspace, now=LATER + timedelta(days=9)) == 0
    assert verify(workspace.to_value()) == []


@pytest.mark.db
def test_a_send_asks_messaging_once_in_the_words_of_the_contract(database):
    workspace = make_workspace()
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)

    (effect,) = EffectRow.objects.all()
    enrollment = EnrollmentRow.objects.get()
    assert (effect.workspace_id, effect.customer_id, effect.kind) == (workspace.pk, 1, "queue_message")
    assert effect.key == f"enrollment:{enrollment.pk}:hello:1"
    assert effect.created_at == NOW
    assert json.decode(effect.payload) == {
        "channel": "email",
        "template": "welcome",
        "journey": "welcome",
        "version": 1,
        "node": "hello",
        "arm": None,
        "priority": 50,
        "expires_hours": None,
    }


def test_entering_and_leaving_are_recorded(workspace):
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)
    turn(workspace, now=LATER)

    name = f"enr_{EnrollmentRow.objects.get().pk}"
    rows = RecordedEventRow.objects.order_by("id").values_list("name", "customer_id", "occurred_at", "message_id")
    assert list(rows) == [
        ("journey_entered", 1, NOW, f"journey_entered:{name}"),
        ("journey_exited", 1, LATER, f"journey_exited:{name}"),
    ]
    assert [json.decode(row.properties) for row in RecordedEventRow.objects.order_by("id")] == [
        {"enrollment": name, "journey": "welcome", "version": 1, "held_out": False},
        {"enrollment": name, "journey": "welcome", "version": 1, "reason": "completed"},
    ]


def test_what_is_recorded_is_in_the_vocabulary(workspace):
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)
    turn(workspace, now=LATER)

    told = {"enrollment": f"enr_{EnrollmentRow.objects.get().pk}", "journey": "welcome", "version": 1}
    expected = [journey_entered(**told, held_out=False, at=NOW), journey_exited(**told, reason="completed", at=LATER)]
    for row, said in zip(RecordedEventRow.objects.order_by("id"), expected, strict=True):
        event_vocabulary.check(said)
        assert (row.name, json.decode(row.properties), row.message_id) == (said.name, said.properties, said.message_id)


def test_only_events_after_the_activation_count(workspace):
    saved(workspace)
    flush(workspace, signed_up(1))
    activated(workspace)
    flush(workspace, signed_up(2, historical=True))
    flush(workspace, signed_up(3, minutes=-1))
    flush(workspace, [event("p", "signed_up", kind="page", customer=4), event("n", "signed_up", customer=None)])
    flush(workspace, [event("o", "logged_in", customer=5)])
    flush(workspace, signed_up(6))

    assert turn(workspace) == 1
    assert [row[0] for row in standing()] == [6]
    assert cursor(workspace.pk, "journeys") == 6


def test_nobody_enters_twice(workspace):
    opened(workspace)
    flush(workspace, [*signed_up(1), event("again", "signed_up")])
    turn(workspace)
    flush(workspace, [event("and-again", "signed_up"), *signed_up(2)])
    turn(workspace)

    assert [row[0] for row in standing()] == [1, 2]
    assert steps() == [(1, "hello"), (1, "pause"), (2, "hello"), (2, "pause")]
    assert EffectRow.objects.count() == 2
    assert RecordedEventRow.objects.count() == 2
    assert counts()[""] == (2, 0, 0)
    assert verify(workspace.to_value()) == []


def test_events_wait_until_the_snapshot_contains_them(workspace):
    opened(workspace)
    flush(workspace, signed_up(1))

    assert running.run(workspace.to_value(), NOW) == 0
    assert cursor(workspace.pk, "journeys") == 0
    assert turn(workspace) == 1


def test_a_journey_that_is_a_draft_or_paused_takes_nobody_and_moves_nobody(workspace):
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)
    pause_journey(workspace.pk, "welcome", actor="user:1", now=NOW)
    saved(workspace, key="draft")
    flush(workspace, signed_up(2))

    assert turn(workspace, now=LATER) == 0
    assert queries.next_due_at(workspace.pk) is None
    activated(workspace, now=LATER)
    assert turn(workspace, now=LATER) == 1
    assert [row[:2] for row in standing()] == [(1, "completed")]


def test_several_journeys_move_in_one_flush(workspace):
    opened(workspace)
    opened(workspace, key="second", nodes=[{"id": "only", "wait": {"hours": 1, "minutes": 30}}])
    flush(workspace, signed_up(1))

    assert turn(workspace) == 2
    assert sorted(row[2:5] for row in standing()) == [
        ("only", 1, NOW + timedelta(minutes=90)),
        ("pause", 1, LATER),
    ]
    assert queries.next_due_at(workspace.pk) == NOW + timedelta(minutes=90)


def test_an_enrollment_stays_on_its_version(workspace):
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)
    saved(workspace, nodes=[{"id": "other", "send": {"channel": "email", "template": "other"}}])
    activated(workspace)
    flush(workspace, signed_up(2))
    turn(workspace)
    turn(workspace, now=LATER)

    assert [(row[0], row[2]) for row in standing()] == [(1, "done"), (2, "other")]
    assert list(EnrollmentRow.objects.order_by("customer_id").values_list("version__number", flat=True)) == [1, 2]


def test_a_customer_at_a_lost_node_is_quarantined_and_stops_nobody(workspace):
    opened(workspace)
    flush(workspace, signed_up(1, 2))
    turn(workspace)
    EnrollmentRow.objects.filter(customer_id=1).update(node="lost")

    assert turn(workspace, now=LATER) == 2
    assert [row[:3] for row in standing()] == [(1, "quarantined", "lost"), (2, "completed", "done")]
    assert standing()[0][-1] == "stands at a node that is not in this version"


def test_a_crowd_is_enrolled_at_once_and_moved_a_limit_at_a_time(workspace, monkeypatch):
    monkeypatch.setattr(running, "LIMITS", {"sqlite": 3})
    commits = []
    monkeypatch.setattr(running, "fault", commits.append)
    opened(workspace)
    flush(workspace, signed_up(*range(1, 9)))

    # The five who come later are enrolled by the first flush and moved by two more.
    assert turn(workspace) == 8 + 5
    assert commits == ["journey_advanced"] * 3
    assert {row[1:3] for row in standing()} == {("active", "pause")}
    assert Counter(steps()) == Counter([(n, node) for n in range(1, 9) for node in ("hello", "pause")])
    assert counts() == {"": (8, 0, 0), "hello": (8, 0, 0), "pause": (8, 8, 0)}


@pytest.mark.db
def test_a_crash_before_the_commit_changes_nothing_and_is_repeated(database, monkeypatch):
    workspace = make_workspace()
    opened(workspace)
    flush(workspace, signed_up(1))

    def advance_cursor(*_):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(running, "advance_cursor", advance_cursor)
        with pytest.raises(Killed):
            turn(workspace)
    assert standing() == []
    assert (EffectRow.objects.count(), StepRow.objects.count(), cursor(workspace.pk, "journeys")) == (0, 0, 0)

    assert turn(workspace) == 1
    assert steps() == [(1, "hello"), (1, "pause")]


def test_nothing_to_do_is_three_small_reads_and_no_transaction(workspace, django_assert_num_queries):
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)

    with django_assert_num_queries(3) as captured:
        assert running.run(workspace.to_value(), NOW) == 0
    assert [query["sql"].split()[0] for query in captured.captured_queries] == ["SELECT"] * 3


def test_events_that_concern_no_journey_only_move_the_cursor(workspace, monkeypatch):
    flush(workspace, signed_up(1))
    monkeypatch.setattr(running, "since", None)

    assert turn(workspace) == 0
    assert cursor(workspace.pk, "journeys") == 1


def _cost(workspace, now):
    """Return the statements, and how many of them commit, that one turn of journeys takes."""
    statements = []

    def count(execute, sql, params, many, context):
        # SQLite has long lists of rows 256 at a time, by one statement that is repeated; none is repeated for each row.
        assert not many or (connection.vendor == "sqlite" and len(params) <= 8)
        statements.append(sql.split()[0])
        return execute(sql, params, many, context)

    commits = []
    with connection.execute_wrapper(count), pytest.MonkeyPatch.context() as patched:
        commit = connection.commit
        patched.setattr(connection, "commit", lambda: (commits.append(1), commit()))
        moved = running.run(workspace.to_value(), now)
    return moved, statements, len(commits)


@pytest.mark.db
def test_a_thousand_customers_cost_as_many_statements_and_commits_as_ten(database):
    costs = {}
    for size, start in ((10, 1), (1_000, 10_001)):
        workspace = make_workspace(f"{size} customers")
        opened(workspace)
        opened(workspace, key="second")
        flush(workspace, signed_up(*range(start, start + size // 2)))
        refresh(workspace.to_value(), NOW)
        costs[size] = [_cost(workspace, NOW), _cost(workspace, LATER)]

    for few, many in zip(costs[10], costs[1_000], strict=True):
        assert (few[0], many[0]) == (10, 1_000)
        assert few[1:] == many[1:]
        assert few[2] == 1


@pytest.mark.db
def test_a_journey_with_many_nodes_costs_no_more_statements(database):
    costs = []
    for length in (1, 40):
        workspace = make_workspace(f"{length} nodes")
        sends = [{"id": f"n{at}", "send": {"channel": "email", "template": "welcome"}} for at in range(length)]
        opened(workspace, nodes=[*sends, {"id": "pause", "wait": {"days": 3}}])
        flush(workspace, signed_up(1, 2, 3))
        refresh(workspace.to_value(), NOW)
        costs.append(_cost(workspace, NOW))

    assert costs[0] == costs[1]
    assert EffectRow.objects.count() == 3 + 3 * 40


def test_a_journey_that_is_paused_while_its_news_are_read_takes_nobody(workspace, monkeypatch):
    opened(workspace)
    flush(workspace, signed_up(1))
    read = running.since

    def since(*args, **kwargs):
        pause_journey(workspace.pk, "welcome", actor="user:1", now=NOW)
        return read(*args, **kwargs)

    monkeypatch.setattr(running, "since", since)

    assert turn(workspace) == 0
    assert standing() == []
