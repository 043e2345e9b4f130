from datetime import timedelta

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.customers.queries import customer
from tenure.customers.rules.resolution import PAIRS
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.resolve_identities import resolve_identities
from tenure.journeys.merge import merge
from tenure.journeys.models import EnrollmentRow
from tenure.journeys.reads import count_differences
from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.platform.models import RecordedEventRow
from tenure.platform.services.effects import perform_effects
from tests.journeys.scenes import opened, turn
from tests.signals.streams import NOW, flush, signed_up
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def workspace(state):
    row = make_workspace()
    opened(row)
    return row


def standing():
    names = ("customer_id", "state", "node", "due_at", "ended_at", "reason")
    return list(EnrollmentRow.objects.order_by("id").values_list(*names))


def merged(workspace, *pairs, now=LATER):
    merge(workspace.pk, pl.DataFrame(pairs, schema={"from_id": pl.Int64, "to_id": pl.Int64}, orient="row"), now=now)


def test_a_way_goes_on_under_the_other_name(workspace):
    flush(workspace, signed_up(1))
    turn(workspace)

    merged(workspace, (1, 2))

    assert standing() == [(2, "active", "pause", NOW + timedelta(days=3), None, "")]
    assert turn(workspace, now=NOW + timedelta(days=3)) == 1
    assert standing()[0][:2] == (2, "completed")


def test_of_two_ways_the_older_goes_on_and_the_other_ends_where_it_is(workspace):
    flush(workspace, signed_up(2))
    turn(workspace)
    flush(workspace, signed_up(1))
    turn(workspace, now=LATER)
    RecordedEventRow.objects.all().delete()

    merged(workspace, (1, 2))

    assert standing() == [
        (2, "active", "pause", NOW + timedelta(days=3), None, ""),
        (2, "exited", "pause", None, LATER, "merged"),
    ]
    assert count_differences(workspace.pk).is_empty()
    event = RecordedEventRow.objects.get()
    number = EnrollmentRow.objects.latest("id").pk
    assert (event.customer_id, event.name, event.message_id) == (2, "journey_exited", f"journey_exited:enr_{number}")
    assert json.decode(event.properties) == {
        "enrollment": f"enr_{number}",
        "journey": "welcome",
        "version": 1,
        "reason": "merged",
    }


@pytest.mark.parametrize("is_queued", [True, False])
def test_of_two_ways_only_the_one_that_goes_on_sends_its_message(workspace, is_queued):
    people = pl.DataFrame([(workspace.pk, name, None, "web") for name in ("ann", "bob")], schema=PAIRS, orient="row")
    resolve_identities(people, now={workspace.pk: NOW})
    ann, bob = (customer(workspace.pk, name).id for name in ("ann", "bob"))
    flush(workspace, signed_up(ann))
    turn(workspace)
    flush(workspace, signed_up(bob))
    turn(workspace, now=LATER)
    if is_queued:
        perform_effects(lambda _: LATER)

    merge_customers(workspace.pk, from_id=ann, to_id=bob, actor="user:1", now=LATER)
    perform_effects(lambda _: LATER)

    assert [row[:2] for row in standing()] == [(bob, "active"), (bob, "exited")]
    messages = MessageRow.objects.order_by("id").values_list("customer_id", "state", "reason")
    assert list(messages) == [(bob, "queued", ""), *([(bob, "canceled", "canceled:merged")] if is_queued else [])]
    first = EnrollmentRow.objects.earliest("id").pk
    assert MessageRow.objects.get(state="queued").source_id.startswith(f"{first}:hello:")


def test_who_was_done_already_is_not_let_in_again(workspace):
    flush(workspace, signed_up(2))
    turn(workspace)
    turn(workspace, now=NOW + timedelta(days=3))
    flush(workspace, signed_up(1))
    turn(workspace, now=NOW + timedelta(days=3))

    merged(workspace, (1, 2), now=NOW + timedelta(days=3))

    assert [row[:3] for row in standing()] == [(2, "completed", "done"), (2, "exited", "pause")]
    assert count_differences(workspace.pk).is_empty()


def test_many_merges_cost_the_statements_of_one(workspace):
    flush(workspace, signed_up(*range(1, 121)))
    turn(workspace)

    def statements(*pairs):
        with CaptureQueriesContext(connection) as captured:
            merged(workspace, *pairs)
        return len(captured)

    assert statements((1, 2)) == statements(*((n, n + 1) for n in range(3, 119, 2)))
    assert EnrollmentRow.objects.filter(state="active").count() == 61
    assert count_differences(workspace.pk).is_empty()
