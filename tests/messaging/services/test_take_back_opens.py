"""Law L8: whoever withdraws from open tracking is forgotten to have opened anything, wherever it is kept."""

from datetime import timedelta

import pytest

from tenure.customers.services.merge_customers import merge_customers
from tenure.events import verify as stream
from tenure.events.queries import scan
from tenure.events.rules.rows import TENURE
from tenure.messaging.queries import open_withdrawals
from tenure.messaging.services import take_back_opens as module
from tenure.messaging.services.take_back_opens import take_back_opens
from tenure.platform.models import WorkspaceRow
from tenure.signals import queries
from tenure.signals import verify as traits
from tenure.signals.services.save_definitions import save_segment, save_trait
from tests.messaging.scenes import NOW, agreed, known, made
from tests.signals.streams import event, flush
from tests.signals.turns import told, turned

pytestmark = pytest.mark.db
HOUR = timedelta(hours=1)


@pytest.fixture
def workspace(state):
    workspace = made()
    row = WorkspaceRow.objects.get(pk=workspace.id)
    save_trait(row.pk, "opens", {"aggregate": "count", "event": "message_opened"}, now=NOW)
    save_segment(row.pk, "readers", "Readers", {"where": "opens > 0"}, now=NOW)
    return workspace


@pytest.fixture
def ann(workspace):
    return known(workspace, "ann", "bob")[0]


@pytest.fixture
def bob(workspace, ann):
    return known(workspace, "bob")[0]


def _opened(workspace, who, number, *, minutes=0):
    about = {"customer": who.id, "minutes": minutes, "source": TENURE, "message": str(number)}
    return event(f"message_opened:{number}", "message_opened", **about)


def _streamed(workspace, *events):
    flush(WorkspaceRow.objects.get(pk=workspace.id), events)
    _turned(workspace)


def _turned(workspace):
    turned(WorkspaceRow.objects.get(pk=workspace.id))


def _left(workspace, who, *, now=NOW, channel="email"):
    agreed(workspace, who, "withdrawn", channel=channel, purpose="open_tracking", now=now)


def _take_back():
    return take_back_opens(now_of=lambda _: NOW + HOUR)


def _names(workspace):
    return sorted(scan(workspace.id).collect()["message_id"])


def _opens(workspace, who):
    return queries.traits(workspace.id, [who.id])[who.id].get("opens")


def test_law_l8_a_withdrawal_takes_back_what_the_stream_holds_and_what_was_computed_of_it(workspace, ann, bob):
    said = event("said", "login", customer=ann.id)
    _streamed(workspace, _opened(workspace, ann, 1), said, _opened(workspace, bob, 2))
    assert (_opens(workspace, ann), _opens(workspace, bob)) == (1, 1)

    _left(workspace, ann)
    assert _take_back() == 1
    _turned(workspace)

    assert _names(workspace) == ["message_opened:2", "said"]
    assert (_opens(workspace, ann), _opens(workspace, bob)) == (0, 1)
    assert queries.members(workspace.id, "readers", limit=9) == [bob.id]
    row = WorkspaceRow.objects.get(pk=workspace.id)
    assert ("segment_left", ann.id) in [(name, who) for name, who, _ in told(row)]
    assert traits.verify(workspace) == stream.verify(workspace) == []
    assert _take_back() == 0


def test_law_l8_who_agrees_again_is_seen_again_from_then_on(workspace, ann):
    _streamed(workspace, _opened(workspace, ann, 1))
    _left(workspace, ann, now=NOW + timedelta(minutes=1))
    agreed(workspace, ann, purpose="open_tracking", now=NOW + timedelta(minutes=2))
    _streamed(workspace, _opened(workspace, ann, 2, minutes=3))

    _take_back()
    _turned(workspace)

    assert _names(workspace) == ["message_opened:2"]
    assert _opens(workspace, ann) == 1


def test_law_l8_whom_somebody_was_merged_into_takes_both_back(workspace, ann, bob):
    _streamed(workspace, _opened(workspace, ann, 1), _opened(workspace, bob, 2))
    _left(workspace, ann)
    merge_customers(workspace.id, from_id=ann.id, to_id=bob.id, actor="user:1", now=NOW)

    _take_back()

    assert _names(workspace) == []
    assert open_withdrawals().is_empty()


def test_a_withdrawal_from_anything_else_takes_nothing_back(workspace, ann):
    _streamed(workspace, _opened(workspace, ann, 1))

    agreed(workspace, ann, "withdrawn")

    assert _take_back() == 0
    assert _names(workspace) == ["message_opened:1"]


def test_a_crash_anywhere_is_made_good_by_a_repetition(workspace, ann, monkeypatch):
    def crash(*_, **__):
        raise RuntimeError

    _streamed(workspace, _opened(workspace, ann, 1), event("said", "login", customer=ann.id))
    _left(workspace, ann)
    for place in ("forget_measures", "take_back", "execute"):
        with monkeypatch.context() as patched:
            patched.setattr(module, place, crash)
            with pytest.raises(RuntimeError):
                _take_back()

    _take_back()
    _turned(workspace)

    assert _names(workspace) == ["said"]
    assert _opens(workspace, ann) == 0
    assert traits.verify(workspace) == stream.verify(workspace) == []


def test_where_no_trait_counts_opens_nothing_is_computed_anew(state):
    workspace = made()
    ann = known(workspace, "ann")[0]
    _streamed(workspace, _opened(workspace, ann, 1))
    before = queries.held(workspace.id).snapshot
    _left(workspace, ann)

    _take_back()

    assert _names(workspace) == []
    assert queries.held(workspace.id).snapshot == before
