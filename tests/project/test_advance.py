"""One jump of a clock equals any sequence of jumps, for any journey that exists."""

import itertools
from contextlib import closing
from datetime import timedelta
from unittest.mock import patch

import pytest
import zstandard
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.opening import open_inbox
from tenure.events.queries import latest
from tenure.events.services.consume import Consumer
from tenure.journeys.models import EnrollmentRow, StepRow
from tenure.kernel import json
from tenure.messaging.catcher import Catcher
from tenure.messaging.models import MessageRow
from tenure.messaging.senders import SenderBook
from tenure.platform.queries import workspace
from tenure.platform.services import advances
from tenure.project import worker as worker_module
from tenure.project.worker import Worker
from tests.journeys.scenes import opened
from tests.messaging.scenes import saved
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db

SPAN = timedelta(days=6)
WAITS = st.builds(lambda minutes: {"wait": {"minutes": minutes}}, st.integers(1, 3600))
NODES = st.lists(st.one_of(WAITS, st.just({"send": {"channel": "email", "template": "welcome"}})), max_size=4)
# Where the way stops in between, as parts of the whole.
STOPS = st.lists(st.floats(0.001, 0.999), max_size=4).map(sorted)

_names = itertools.count(1)


@pytest.fixture
def inbox(home, state):
    with closing(open_inbox(home.path, state.url)) as inbox:
        yield inbox


@pytest.fixture
def worker(inbox):
    with (
        Catcher() as catcher,
        closing(SenderBook(smtp_url=None, catcher_port=catcher.port, from_address="hello@example.com")) as senders,
    ):
        yield Worker(Consumer(inbox), senders)


@pytest.mark.alternates
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nodes=NODES, stops=STOPS)
@example(nodes=[{"wait": {"minutes": 4320}}, {"send": {"channel": "email", "template": "welcome"}}], stops=[0.25])
def test_one_jump_equals_any_sequence_of_jumps(nodes, stops, inbox, worker):
    whole, parts = (_lived(jumps, nodes, inbox, worker) for jumps in ([SPAN], _jumps(stops)))

    assert parts == whole
    assert whole["clock"] == NOW + SPAN


def test_an_advance_tells_what_happened_on_the_way(inbox, worker):
    waits = [{"wait": {"minutes": 1440}}, {"send": {"channel": "email", "template": "welcome"}}]
    row = _furnished(waits, inbox)

    told = _moved(row, timedelta(days=5), worker)

    assert told.now == NOW + timedelta(days=5)
    # The wait's end and the end of the way; days that begin may be due to others.
    assert told.instants >= 2
    counts = dict(told.counts)
    named = {name: count for name, count in counts.items() if name.startswith("events.")}
    assert sum(named.values()) == counts["events"]
    assert (counts["messages"], counts["journey_steps"], counts["membership_changes"]) == (1, 3, 0)
    told_of = ("identify", "signed_up", "ordered", "page", "journey_entered", "journey_exited", "message_sent")
    assert [named[f"events.{name}"] for name in told_of] == [1] * len(told_of)


def _jumps(stops):
    places = [timedelta(0), *(SPAN * stop for stop in stops), SPAN]
    return [later - earlier for earlier, later in itertools.pairwise(places) if later > earlier]


def _lived(jumps, nodes, inbox, worker):
    row = _furnished(nodes, inbox)
    for jump in jumps:
        _moved(row, jump, worker)
    events = latest(row.pk, limit=100).select("name", "kind", "occurred_at", "user_id").rows()
    steps = StepRow.objects.filter(workspace_id=row.pk).values_list("node", "visit", "at")
    ends = EnrollmentRow.objects.filter(workspace_id=row.pk).values_list("state", "node", "enrolled_at", "ended_at")
    messages = MessageRow.objects.filter(workspace_id=row.pk).values_list("state", "reason", "queued_at", "sent_at")
    return {
        "clock": workspace(row.pk).clock.workspace_at,
        "events": sorted(events, key=str),
        "steps": sorted(steps),
        "enrollments": sorted(ends),
        "messages": sorted(messages),
    }


def _furnished(nodes, inbox):
    row = make_workspace(f"W{next(_names)}")
    saved(row.to_value())
    numbered = [{"id": f"n{number}", **node} for number, node in enumerate(nodes)]
    opened(row, nodes=[*numbered, {"id": "done", "end": {}}])
    inbox.append([_joining(row)])
    return row


def _joining(row):
    who = {"user_id": "ola", "timestamp": None, "sent_at": None, "context": {}}
    said = [("identify", None), ("track", "signed_up"), ("track", "ordered"), ("page", None)]
    events = [
        {"kind": kind, "message_id": f"m{number}", "name": name, **who, "properties": {"email": "ola@example.com"}}
        for number, (kind, name) in enumerate(said)
    ]
    body = zstandard.compress(json.encode({"events": events, "refused": []}))
    return InboxRow(row.pk, "website", is_browser=False, received_at=int(NOW.timestamp() * 1e6), body=body)


def _moved(row, by, worker):
    trip = advances.set_out(row.pk, by=by, actor="system", now=NOW)
    # Or it would look after every life lived so far.
    with patch.object(worker_module, "workspaces", lambda: [workspace(row.pk)]):
        while not advances.has_arrived(trip):
            worker.advance_clocks()
    return advances.arrived(trip)
