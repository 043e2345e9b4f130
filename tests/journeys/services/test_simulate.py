"""A simulation tells what a journey would have done, and changes nothing."""

from datetime import date, timedelta

import pytest

from tenure.journeys.models import EnrollmentRow, JourneyRow, StepRow
from tenure.journeys.queries import enrollments
from tenure.journeys.rules.simulations import CapHint, DayOfMessages, NodeSeen, Overlap, Reason
from tenure.journeys.services.save_journey import save_journey
from tenure.journeys.services.simulate import simulate
from tenure.kernel.errors import BadInput, NotFound
from tenure.messaging.models import MessageRow
from tenure.messaging.rules.templates import MessageClass
from tenure.platform.models import EffectRow, RecordedEventRow
from tests.journeys.scenes import opened, saved, spelled, template, turn
from tests.messaging.scenes import saved as saved_template
from tests.signals.streams import NOW, event, flush, signed_up
from tests.support.workspaces import make_workspace

LATER = NOW + timedelta(days=10)
DAY = 24 * 60


@pytest.fixture
def workspace(state):
    return make_workspace()


def simulated(workspace, key="welcome", *, days=30, now=LATER, **more):
    return simulate(workspace.to_value(), key, days=days, now=now, **more)


@pytest.mark.db
def test_history_is_played_and_nothing_is_changed(database):
    workspace = make_workspace()
    saved(workspace)
    flush(workspace, [*signed_up(1, 2), *signed_up(3, historical=True), event("x", "other", customer=4)])
    flush(workspace, signed_up(5, minutes=9 * DAY))

    found = simulated(workspace)

    assert (found.wanted_count, found.entered_count, found.refused_count) == (4, 4, 0)
    assert (found.completed_count, found.active_count) == (3, 1)
    assert found.nodes == [
        NodeSeen("entry", "entry", 4, 4, 0, {}),
        NodeSeen("hello", "send", 4, 4, 0, {}),
        NodeSeen("pause", "wait", 4, 4, 1, {}),
        NodeSeen("done", "end", 3, 3, 0, {}),
    ]
    assert found.messages == [DayOfMessages(date(2026, 3, 1), "email", 3), DayOfMessages(date(2026, 3, 10), "email", 1)]
    assert "not invented" in found.notes[0]
    assert JourneyRow.objects.get().state == "draft"
    for table in (EnrollmentRow, StepRow, EffectRow, MessageRow, RecordedEventRow):
        assert not table.objects.exists()


def test_live_runs_of_the_same_history_end_where_the_simulation_says(workspace):
    nodes = [
        {"id": "hello", "send": {"channel": "email", "template": "welcome"}, "variants": [
            {"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "template": "other"}]},
        {"id": "bought", "wait_for": {"events": [{"event": "bought", "next": "thanks"}], "within": {"days": 2},
                                      "timeout": "remind"}},
        {"id": "remind", "send": {"channel": "email", "template": "remind"}, "next": "done"},
        {"id": "thanks", "send": {"channel": "email", "template": "thanks"}},
        {"id": "done", "end": {}},
    ]  # fmt: skip
    opened(workspace, nodes=nodes, holdout=0.3, exit=[{"event": "closed"}])
    flush(workspace, signed_up(*range(1, 61)))
    turn(workspace)
    flush(workspace, [event(f"b{each}", "bought", customer=each, minutes=DAY) for each in range(1, 61, 3)])
    flush(workspace, [event(f"c{each}", "closed", customer=each, minutes=DAY) for each in range(2, 61, 3)])
    turn(workspace, now=NOW + timedelta(days=1))
    turn(workspace, now=NOW + timedelta(days=2))

    found = simulated(workspace, now=NOW + timedelta(days=2))

    states = [each.state for customer in range(1, 61) for each in enrollments(workspace.pk, customer, limit=5)]
    assert found.held_out_count == states.count("held_out")
    assert found.completed_count == states.count("completed")
    assert found.exited == [Reason("event:closed", states.count("exited"))]
    assert sum(node.arrived_count for node in found.nodes) == StepRow.objects.count() + found.entered_count
    live = {
        (node, arm): StepRow.objects.filter(node=node, arm=arm).count() for node in ("hello",) for arm in ("a", "b")
    }
    assert live == {("hello", arm): count for arm, count in found.nodes[1].arms.items()}


def test_only_the_asked_days_are_played(workspace):
    saved(workspace)
    flush(workspace, [*signed_up(1, minutes=-3 * DAY), *signed_up(2)])

    assert simulated(workspace, days=2, now=NOW).entered_count == 1
    assert simulated(workspace, days=4, now=NOW).entered_count == 2


def test_a_date_of_their_own_lets_customers_in_at_that_time(workspace):
    saved(workspace, entry={"date": {"trait": "party_on", "offset_days": -2}})
    dates = {1: "2026-03-05", 2: "2026-04-30", 3: "soon"}
    flush(workspace, [event(f"i{each}", kind="identify", customer=each, party_on=at) for each, at in dates.items()])
    turn(workspace)

    found = simulated(workspace)

    assert found.messages == [DayOfMessages(date(2026, 3, 3), "email", 1)]
    assert found.notes[-1] == "Entries are by what 'party_on' says today."


def test_conditions_ask_for_traits_as_they_are(workspace):
    saved(workspace, entry={"event": "signed_up", "where": "customer.title = 'pro'"})
    flush(workspace, [event("i1", kind="identify", customer=1, title="pro"), *signed_up(1, 2)])
    turn(workspace)

    found = simulated(workspace)

    assert (found.entered_count, found.wanted_count) == (1, 1)


def test_caps_and_other_journeys_are_pointed_out(workspace):
    saved_template(workspace.to_value(), template("welcome", message_class=MessageClass.MARKETING))
    nodes = [{"id": f"s{each}", "send": {"channel": "email", "template": "welcome"}} for each in range(4)]
    saved(workspace, nodes=nodes)
    sent = {"message": "m", "channel": "email", "template": "welcome", "journey": "other"}
    flush(workspace, [*signed_up(1, 2), event("s", "message_sent", customer=1, source="tenure", minutes=-1, **sent)])

    found = simulated(workspace)

    assert found.caps == [CapHint("3 per 24h", 2, 3)]
    assert found.overlaps == [Overlap("other", 1)]


def test_an_older_version_can_be_asked_for(workspace):
    saved(workspace)
    saved(workspace, nodes=[{"id": "done", "end": {}}])
    flush(workspace, signed_up(1))

    assert (simulated(workspace).version, simulated(workspace).message_count) == (2, 0)
    assert simulated(workspace, number=1).message_count == 1


def test_without_history_and_templates_nobody_enters(workspace):
    save_journey(workspace.pk, spelled(), actor="user:1", now=NOW)

    found = simulated(workspace)

    assert (found.entered_count, found.message_count, found.messages) == (0, 0, [])


@pytest.mark.parametrize("days", [0, 3_661])
def test_a_time_that_cannot_be_played_is_refused(workspace, days):
    saved(workspace)

    with pytest.raises(BadInput) as caught:
        simulated(workspace, days=days)
    assert caught.value.field == "days"


def test_an_unknown_journey_or_version_is_not_found(workspace):
    saved(workspace)

    with pytest.raises(NotFound):
        simulated(workspace, "lost")
    with pytest.raises(NotFound):
        simulated(workspace, number=7)
