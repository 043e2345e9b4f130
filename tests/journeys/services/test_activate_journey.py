"""Activation says who would enter, and lets in only whom it was asked to."""

from datetime import timedelta

import pytest

from tenure.journeys.models import EnrollmentRow, JourneyRow
from tenure.journeys.services import activate_journey as activation
from tenure.journeys.services.activate_journey import Activation
from tenure.journeys.services.pause_journey import pause_journey
from tenure.journeys.services.save_journey import save_journey
from tenure.journeys.verify import verify
from tenure.kernel.errors import BadInput, NotFound
from tenure.messaging.models import TemplateRow
from tenure.messaging.rules.templates import MessageClass
from tenure.signals.services.change_definitions import put_segment
from tests.journeys.scenes import activated, opened, recorded_events, saved, spelled, template, turn
from tests.signals.streams import NOW, event, flush, signed_up
from tests.support.workspaces import make_workspace


@pytest.fixture
def workspace(state):
    return make_workspace()


def standing():
    return list(EnrollmentRow.objects.order_by("customer_id").values_list("customer_id", "state", "node", "due_at"))


def test_new_customers_only_is_the_default(workspace):
    saved(workspace)
    flush(workspace, [*signed_up(1, 2), *signed_up(3, historical=True)])

    assert activated(workspace) == Activation(would_enter_now=3, entering=0)
    assert turn(workspace) == 0
    assert standing() == []


@pytest.mark.db
def test_those_with_the_event_enter_when_asked(database):
    workspace = make_workspace()
    saved(workspace)
    flush(workspace, [*signed_up(1, 2), *signed_up(3, historical=True)])

    assert activated(workspace, include_existing=True) == Activation(would_enter_now=3, entering=3)
    assert standing() == [(customer, "active", "", NOW) for customer in (1, 2, 3)]
    assert verify(workspace.to_value()) == []
    assert turn(workspace) == 3
    assert {row[1:3] for row in standing()} == {("active", "pause")}
    assert verify(workspace.to_value()) == []


def test_who_is_enrolled_does_not_enter_again(workspace):
    saved(workspace)
    flush(workspace, signed_up(1, 2))
    activated(workspace, include_existing=True)
    flush(workspace, signed_up(3))

    # The third is on the way in by their own event, at the next turn.
    assert activated(workspace, include_existing=True) == Activation(would_enter_now=1, entering=1)
    assert turn(workspace) == 3
    assert verify(workspace.to_value()) == []


def test_a_rate_spreads_the_entries(workspace):
    saved(workspace)
    flush(workspace, signed_up(1, 2, 3, 4))

    activated(workspace, include_existing=True, rate_per_hour=3)

    assert [row[3] for row in standing()] == [NOW + timedelta(minutes=20 * place) for place in range(4)]
    assert turn(workspace) == 1
    assert turn(workspace, now=NOW + timedelta(minutes=40)) == 2
    assert [row[2] for row in standing()] == ["pause", "pause", "pause", ""]
    assert verify(workspace.to_value()) == []


def test_more_than_a_few_must_be_confirmed_with_their_number(workspace, monkeypatch):
    monkeypatch.setattr(activation, "CONFIRM_ABOVE", 2)
    saved(workspace)
    flush(workspace, signed_up(1, 2, 3))

    for confirm in (None, 2):
        with pytest.raises(BadInput, match="confirm: 3") as caught:
            activated(workspace, include_existing=True, confirm=confirm)
        assert caught.value.field == "confirm"
        assert (standing(), JourneyRow.objects.get().state) == ([], "draft")
    assert activated(workspace, include_existing=True, confirm=3).entering == 3


def test_whoever_is_still_in_the_inbox_enters_with_the_others_who_have_the_event(workspace):
    saved(workspace)
    activated(workspace, include_existing=True, now=NOW + timedelta(minutes=5))
    flush(workspace, signed_up(1, minutes=4))

    assert turn(workspace) == 1


def test_a_new_version_of_an_active_journey_loses_no_event_on_its_way(workspace):
    opened(workspace)
    flush(workspace, signed_up(1))
    saved(workspace)
    activated(workspace, now=NOW + timedelta(minutes=5))

    assert turn(workspace) == 1
    assert EnrollmentRow.objects.get().version.number == 2


def test_what_happened_during_a_pause_is_passed(workspace):
    opened(workspace)
    pause_journey(workspace.pk, "welcome", actor="user:1", now=NOW)
    flush(workspace, signed_up(1))
    activated(workspace, now=NOW + timedelta(minutes=5))
    flush(workspace, signed_up(2, minutes=6))

    assert turn(workspace) == 1
    assert [row[0] for row in standing()] == [2]


def test_an_unknown_journey_is_not_found(workspace):
    saved(make_workspace("Other"))

    with pytest.raises(NotFound):
        activated(workspace)


def test_whoever_is_in_a_segment_enters_when_asked(workspace):
    put_segment(workspace.pk, "pros", {"where": "title = 'pro'"}, actor="user:1", now=NOW)
    flush(workspace, [event("i1", kind="identify", customer=1, title="pro"), event("i2", kind="identify", customer=2)])
    turn(workspace)
    saved(workspace, entry={"segment": "pros"})

    assert activated(workspace, include_existing=True) == Activation(would_enter_now=1, entering=1)
    assert [row[0] for row in standing()] == [1]
    flush(workspace, [event("i3", kind="identify", customer=2, title="pro")])
    turn(workspace)
    flush(workspace, recorded_events(workspace))
    turn(workspace)
    assert [row[0] for row in standing()] == [1, 2]


def test_those_who_are_held_out_are_counted_and_do_not_enter(workspace):
    saved(workspace, holdout=0.5)
    flush(workspace, signed_up(*range(1, 101)))

    done = activated(workspace, include_existing=True)

    held = EnrollmentRow.objects.filter(state="held_out").count()
    assert (done.would_enter_now, done.entering) == (100, 100 - held)
    assert 30 < held < 70
    assert verify(workspace.to_value()) == []


def test_who_is_asked_in_later_displaces_nobody(workspace):
    opened(workspace, key="low", exclusion="life", priority=10)
    flush(workspace, signed_up(1))
    turn(workspace)
    saved(workspace, key="high", exclusion="life", priority=90)
    flush(workspace, signed_up(2))

    assert activated(workspace, "high", include_existing=True) == Activation(would_enter_now=1, entering=1)
    assert list(EnrollmentRow.objects.order_by("id").values_list("customer_id", "journey__key")) == [
        (1, "low"),
        (2, "high"),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"nodes": [{"id": "a", "send": {"channel": "email", "template": "lost"}}]}, "nodes[0].send.template", "lost"),
        ({"nodes": [{"id": "a", "send": {"channel": "sms", "template": "welcome"}}]}, "nodes[0].send.channel", "email"),
        ({"entry": {"segment": "lost"}}, "entry.segment", "no segment 'lost'"),
        ({"entry": {"stage": "lost"}}, "entry.stage", "no stage 'lost'"),
        ({"entry": {"event": "signed_up", "where": "customer.lost = 1"}}, "entry.where", "lost"),
        ({"entry": {"event": "journey_exited"}, "reentry": "after_exit"}, "reentry", "goes round forever"),
    ],
)
def test_what_a_journey_needs_and_does_not_find_is_refused(workspace, changes, field, says):
    saved(workspace)
    save_journey(workspace.pk, spelled(**changes), actor="user:1", now=NOW)

    with pytest.raises(BadInput, match=says) as caught:
        activated(workspace)

    assert (caught.value.field, JourneyRow.objects.get().state) == (field, "draft")


def test_marketing_needs_a_postal_address(workspace):
    TemplateRow.of(template("news", message_class=MessageClass.MARKETING), workspace_id=workspace.pk, now=NOW).save()
    saved(workspace, nodes=[{"id": "a", "send": {"channel": "email", "template": "news"}}])

    with pytest.raises(BadInput, match="postal address") as caught:
        activated(workspace)

    assert caught.value.field == "nodes[0].send.template"


@pytest.mark.db
def test_a_date_of_a_customer_lets_them_in_when_its_day_comes(database):
    workspace = make_workspace()
    flush(workspace, [event("i0", kind="identify", customer=9, renewal="2026-03-20")])
    turn(workspace)
    opened(workspace, entry={"date": {"trait": "renewal", "offset_days": -14}})
    turn(workspace)
    told = {1: "2026-03-16", 2: "2026-03-25", 3: "2025-01-01"}
    flush(workspace, [event(f"i{each}", kind="identify", customer=each, renewal=day) for each, day in told.items()])
    for days in (0, 1, 2, 5):
        turn(workspace, now=NOW + timedelta(days=days))
        flush(workspace, recorded_events(workspace))
        turn(workspace, now=NOW + timedelta(days=days))

    entered = EnrollmentRow.objects.order_by("id").values_list("customer_id", flat=True)
    assert list(entered) == [1, 9]
