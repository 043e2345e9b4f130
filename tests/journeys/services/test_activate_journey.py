"""Activation says who would enter, and lets in only whom it was asked to."""

from datetime import timedelta

import pytest

from tenure.journeys.models import EnrollmentRow, JourneyRow
from tenure.journeys.services import activate_journey as activation
from tenure.journeys.services.activate_journey import Activation
from tenure.journeys.services.pause_journey import pause_journey
from tenure.journeys.verify import verify
from tenure.kernel.errors import BadInput, NotFound
from tests.journeys.scenes import activated, opened, saved, turn
from tests.signals.streams import NOW, flush, signed_up
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
    pause_journey(workspace.pk, "welcome", actor="user:1")
    flush(workspace, signed_up(1))
    activated(workspace, now=NOW + timedelta(minutes=5))
    flush(workspace, signed_up(2, minutes=6))

    assert turn(workspace) == 1
    assert [row[0] for row in standing()] == [2]


def test_an_unknown_journey_is_not_found(workspace):
    saved(make_workspace("Other"))

    with pytest.raises(NotFound):
        activated(workspace)
