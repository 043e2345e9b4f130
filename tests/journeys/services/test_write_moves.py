"""What events do to runs is written at once: exits, goals, ways, who is only watched, who gives way to whom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.customers.models import CustomerRow
from tenure.experiments.rules.settings import Settings
from tenure.experiments.services.save_settings import save_settings
from tenure.journeys import queries
from tenure.journeys.models import EnrollmentRow, NodeCountRow, StepRow
from tenure.journeys.services.pause_journey import pause_journey
from tenure.journeys.services.run import run
from tenure.journeys.verify import verify
from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.platform.models import EffectRow, RecordedEventRow
from tenure.platform.services.effects import perform_effects
from tenure.signals.services.refresh import refresh
from tests.journeys.scenes import activated, opened, saved, turn
from tests.signals.streams import NOW, event, flush, signed_up
from tests.support.workspaces import make_workspace

LATER = NOW + timedelta(days=3)
CART = """\
key: cart
name: Abandoned cart
entry: {event: cart_updated, where: total > 0, key: cart_id}
reentry: per_key
goal: {event: order_completed, where: cart_id = entry.cart_id, within_days: 30}
exit:
  - {event: cart_cleared, where: cart_id = entry.cart_id}
holdout: 0
nodes:
  - id: patience
    wait_for: {events: [{event: cart_updated, where: cart_id = entry.cart_id, next: seen}], within: {hours: 4}}
  - id: remind
    send: {channel: email, template: cart}
  - id: rest
    wait: {days: 30}
    next: done
  - id: seen
    send: {channel: email, template: seen}
  - id: done
    end: {}
"""


@pytest.fixture
def workspace(state):
    return make_workspace()


def cart(number, *, name="cart_updated", customer=1, **properties):
    told = {"cart_id": f"c{number}", **properties}
    return event(f"{name}-{customer}-{number}-{sorted(properties.items())}", name, customer=customer, **told)


def people(workspace, *ids):
    """Have customers to whom messages can be queued."""
    CustomerRow.objects.bulk_create(
        CustomerRow(id=each, workspace=workspace, public_id=f"cus_{each}", created_at=NOW, first_source="web")
        for each in ids
    )


def runs():
    names = ("customer_id", "entry_key", "state", "node", "reason")
    return list(EnrollmentRow.objects.order_by("customer_id", "id").values_list(*names))


def told(name):
    rows = RecordedEventRow.objects.filter(name=name).order_by("id")
    return [(row.customer_id, json.decode(row.properties)) for row in rows]


@pytest.mark.db
def test_two_carts_of_a_customer_are_two_runs_and_each_ends_by_its_own_order(database):
    workspace = make_workspace()
    people(workspace, 1)
    opened(workspace, CART)
    flush(workspace, [cart(1, total=5), cart(2, total=7), cart(3, total=0)])
    turn(workspace)

    assert runs() == [(1, "c1", "active", "patience", ""), (1, "c2", "active", "patience", "")]
    turn(workspace, now=NOW + timedelta(hours=4))
    perform_effects(lambda _: NOW + timedelta(hours=4))
    assert sorted(MessageRow.objects.values_list("state", flat=True)) == ["queued", "queued"]

    flush(workspace, [cart(2, name="order_completed")])
    turn(workspace, now=NOW + timedelta(hours=5))

    assert runs() == [(1, "c1", "active", "rest", ""), (1, "c2", "exited", "rest", "goal")]
    first, second = EnrollmentRow.objects.order_by("id")
    states = dict(MessageRow.objects.values_list("source_run", "state"))
    assert states == {f"enrollment:{first.pk}": "queued", f"enrollment:{second.pk}": "canceled"}
    assert second.goal_at is not None
    assert verify(workspace.to_value()) == []


def test_an_event_opens_a_way_from_where_a_run_waits(workspace):
    opened(workspace, CART)
    flush(workspace, [cart(1, total=5)])
    turn(workspace)
    flush(workspace, [cart(1, total=6)])
    turn(workspace)

    assert runs() == [(1, "c1", "completed", "done", "")]
    assert list(StepRow.objects.order_by("id").values_list("node", flat=True)) == ["patience", "seen", "done"]
    assert verify(workspace.to_value()) == []


def test_later_events_of_one_flush_act_on_who_entered_in_it(workspace):
    opened(workspace, CART)
    flush(workspace, [cart(1, total=5), cart(1, total=6), cart(2, total=1), cart(2, name="cart_cleared")])
    turn(workspace)

    assert runs() == [(1, "c1", "completed", "done", ""), (1, "c2", "exited", "patience", "event:cart_cleared")]
    assert [effect.key.split(":")[2] for effect in EffectRow.objects.all()] == ["seen"]
    assert [each["reason"] for _, each in told("journey_exited")] == ["completed", "event:cart_cleared"]
    assert verify(workspace.to_value()) == []


def test_what_an_ended_run_asked_for_is_not_done(workspace):
    opened(workspace, exit=[{"event": "left"}])
    flush(workspace, signed_up(1, 2))
    turn(workspace)
    flush(workspace, [event("l", "left", customer=1)])
    turn(workspace)

    assert [effect.customer_id for effect in EffectRow.objects.all()] == [2]


def test_a_goal_counts_after_the_end_as_long_as_it_may(workspace):
    opened(workspace, goal={"event": "bought", "within_days": 5}, nodes=[{"id": "done", "end": {}}])
    flush(workspace, signed_up(1, 2))
    turn(workspace)
    flush(workspace, [event("b", "bought", customer=1, minutes=60 * 24 * 4)])
    turn(workspace, now=NOW + timedelta(days=4))
    flush(workspace, [event("c", "bought", customer=2, minutes=60 * 24 * 6)])
    turn(workspace, now=NOW + timedelta(days=6))

    assert [row[2] for row in runs()] == ["completed", "completed"]
    assert [row.goal_at is not None for row in EnrollmentRow.objects.order_by("customer_id")] == [True, False]
    assert [customer for customer, _ in told("journey_goal_reached")] == [1]
    assert NodeCountRow.objects.get(node="").goal_count == 1
    assert verify(workspace.to_value()) == []


@pytest.mark.db
def test_who_is_held_out_is_watched_and_nothing_is_sent(database):
    workspace = make_workspace()
    save_settings(workspace.pk, Settings(global_holdout=0.0), actor="user:1", now=NOW)
    opened(workspace, holdout=0.5, goal={"event": "bought"})
    flush(workspace, signed_up(*range(1, 201)))
    turn(workspace)

    held = set(EnrollmentRow.objects.filter(state="held_out").values_list("customer_id", flat=True))
    assert 70 < len(held) < 130
    assert EffectRow.objects.count() == 200 - len(held)
    assert {customer for customer, said in told("journey_entered") if said["held_out"]} == held
    one, other = min(held), min(set(range(1, 201)) - held)
    flush(workspace, [event("b", "bought", customer=one), event("c", "bought", customer=other)])
    turn(workspace)

    found = queries.outcomes(workspace.pk, "welcome")
    reached = found.filter(found["goal_at"].is_not_null())
    assert sorted(reached.select("customer_id", "arm").rows()) == sorted([(one, "holdout"), (other, "")])
    counts = NodeCountRow.objects.get(node="")
    assert (counts.entered_count, counts.held_out_count) == (200 - len(held), len(held))
    assert (counts.goal_count, counts.held_out_goal_count) == (1, 1)
    assert verify(workspace.to_value()) == []


def test_the_share_of_the_workspace_holds_out_of_journeys_that_hold_out_themselves(workspace):
    save_settings(workspace.pk, Settings(global_holdout=0.5), actor="user:1", now=NOW)
    opened(workspace, holdout=0.01)
    opened(workspace, key="receipt", holdout=0)
    flush(workspace, signed_up(*range(1, 101)))
    turn(workspace)

    held = EnrollmentRow.objects.filter(state="held_out")
    assert set(held.values_list("journey__key", flat=True)) == {"welcome"}
    assert 30 < held.count() < 70


def test_who_was_held_out_stays_so_whatever_the_share_becomes(workspace):
    save_settings(workspace.pk, Settings(global_holdout=0.0), actor="user:1", now=NOW)
    opened(workspace, holdout=0.5, reentry="after_exit", nodes=[{"id": "done", "end": {}}])
    flush(workspace, signed_up(*range(1, 51)))
    turn(workspace)
    before = dict(EnrollmentRow.objects.values_list("customer_id", "arm"))
    opened(workspace, holdout=0.01, reentry="after_exit", nodes=[{"id": "done", "end": {}}])
    flush(workspace, [event(f"again-{each}", "signed_up", customer=each) for each in range(1, 51)])
    turn(workspace)

    assert EnrollmentRow.objects.count() == 100
    again = EnrollmentRow.objects.filter(version__number=2)
    assert dict(again.values_list("customer_id", "arm")) == before


@pytest.mark.db
def test_of_journeys_that_exclude_each_other_the_higher_priority_goes_first(database):
    workspace = make_workspace()
    people(workspace, 1, 2, 3)
    opened(workspace, key="low", exclusion="life", priority=10)
    opened(workspace, key="high", exclusion="life", priority=90, entry={"event": "asked"})
    flush(workspace, signed_up(1, 2))
    turn(workspace)
    perform_effects(lambda _: NOW)
    flush(workspace, [event("a", "asked", customer=1), event("b", "asked", customer=3), *signed_up(3)])
    turn(workspace)

    found = EnrollmentRow.objects.order_by("customer_id", "id").values_list(
        "customer_id", "journey__key", "state", "reason"
    )
    assert list(found) == [
        (1, "low", "exited", "displaced:high"),
        (1, "high", "active", ""),
        (2, "low", "active", ""),
        (3, "high", "active", ""),
    ]
    assert dict(MessageRow.objects.values_list("customer_id", "state")) == {1: "canceled", 2: "queued"}
    assert told("journey_entry_refused") == [(3, {"journey": "low", "version": 1, "reason": "exclusion:high"})]
    assert verify(workspace.to_value()) == []


def test_who_left_may_enter_again_also_within_one_flush(workspace):
    opened(workspace, reentry="after_exit", exit=[{"event": "left"}])
    again = event("again", "signed_up", customer=1)
    flush(workspace, [*signed_up(1), again, event("l", "left", customer=1), event("third", "signed_up", customer=1)])
    turn(workspace)

    assert [row[2:] for row in runs()] == [("exited", "pause", "event:left"), ("active", "pause", "")]
    assert verify(workspace.to_value()) == []


def test_who_may_enter_every_so_many_days_does_not_enter_before(workspace):
    opened(workspace, reentry={"every_days": 5}, nodes=[{"id": "done", "end": {}}])
    for number, days in enumerate((0, 4, 5)):
        flush(workspace, [event(f"{number}", "signed_up", customer=1)])
        turn(workspace, now=NOW + timedelta(days=days))

    entered = EnrollmentRow.objects.order_by("id").values_list("enrolled_at", flat=True)
    assert list(entered) == [NOW, NOW + timedelta(days=5)]


def test_a_paused_run_does_not_move_and_ends_when_it_should(workspace):
    opened(workspace, CART)
    flush(workspace, [cart(1, total=5), cart(2, total=5)])
    turn(workspace)
    pause_journey(workspace.pk, "cart", actor="user:1", now=NOW)
    flush(workspace, [cart(1, total=9), cart(2, name="cart_cleared"), cart(3, total=9)])
    turn(workspace, now=LATER)

    assert [row[1:4] for row in runs()] == [("c1", "active", "patience"), ("c2", "exited", "patience")]
    activated(workspace, "cart", now=LATER)
    turn(workspace, now=LATER)
    assert [row[1:4] for row in runs()] == [("c1", "active", "rest"), ("c2", "exited", "patience")]


def test_pausing_takes_back_what_waits_to_be_sent(workspace):
    people(workspace, 1, 2)
    opened(workspace)
    flush(workspace, signed_up(1))
    turn(workspace)
    perform_effects(lambda _: NOW)
    flush(workspace, signed_up(2))
    turn(workspace)
    pause_journey(workspace.pk, "welcome", actor="user:1", now=NOW)

    assert list(MessageRow.objects.values_list("state", "reason")) == [("canceled", "canceled:paused")]
    assert EffectRow.objects.filter(done_at=None).count() == 0


def test_exposures_are_kept_with_the_arm_that_was_met(workspace):
    arms = [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "template": "other"}]
    saved(workspace, nodes=[{"id": "other", "send": {"channel": "email", "template": "other"}}])
    hello = {"id": "hello", "send": {"channel": "email", "template": "welcome"}, "variants": arms}
    opened(workspace, nodes=[hello, {"id": "done", "end": {}}])
    flush(workspace, signed_up(*range(1, 41)))
    turn(workspace)

    met = queries.exposures(workspace.pk, "welcome")
    assert met.height == 40
    assert set(met["arm"]) == {"a", "b"}
    assert met["unit"].to_list() == met["customer_id"].to_list()


@pytest.mark.db
def test_many_who_leave_displace_and_enter_cost_the_statements_of_few(database):
    costs = []
    for size, start in ((4, 1), (400, 1_001)):
        workspace = make_workspace(f"{size} customers")
        save_settings(workspace.pk, Settings(global_holdout=0.0), actor="user:1", now=NOW)
        own = range(start, start + size)
        opened(
            workspace,
            key="low",
            exclusion="life",
            priority=10,
            exit=[{"event": "left", "where": "customer.title = 'a'"}],
        )
        opened(workspace, key="high", exclusion="life", priority=90, entry={"event": "asked"}, holdout=0.5)
        flush(workspace, [event(f"i{each}", kind="identify", customer=each, title="a") for each in own])
        flush(workspace, signed_up(*own))
        turn(workspace)
        flush(workspace, [event(f"{each}", "left" if each % 2 else "asked", customer=each) for each in own])
        refresh(workspace.to_value(), NOW)
        with CaptureQueriesContext(connection) as captured:
            assert run(workspace.to_value(), NOW) > size * 0.9
        costs.append(len(captured))
        assert verify(workspace.to_value()) == []

    assert costs[0] == costs[1]
    assert costs[0] < 60
