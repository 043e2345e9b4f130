import pytest

from tenure.kernel.errors import Conflict
from tenure.platform.erase import erase
from tenure.platform.models import EffectRow, RecordedEventRow
from tenure.platform.rules.repeats import Call, Kept
from tenure.platform.services import answers
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db


def waiting(workspace, customer_id, *, done_at=None):
    key = f"{workspace.pk}:{customer_id}:{done_at}"
    about = {"workspace_id": workspace.pk, "customer_id": customer_id}
    RecordedEventRow.objects.create(**about, name="x", occurred_at=NOW, properties="{}", message_id=key)
    EffectRow.objects.create(**about, kind="send", key=key, payload="{}", created_at=NOW, done_at=done_at)


def test_what_waits_and_what_was_done_for_a_customer_is_removed(state):
    workspace, other = make_workspace("acme"), make_workspace("other")
    waiting(workspace, 1)
    waiting(workspace, 1, done_at=NOW)
    waiting(workspace, 2)
    waiting(other, 1)

    assert erase(workspace.pk, [1], now=NOW) == {"recorded_events": 2, "effects": 2, "answers": 0}

    for table in (RecordedEventRow, EffectRow):
        assert sorted(table.objects.values_list("workspace_id", "customer_id")) == [(workspace.pk, 2), (other.pk, 1)]
    assert erase(workspace.pk, [1], now=NOW) == {"recorded_events": 0, "effects": 0, "answers": 0}


def test_no_answer_is_kept_that_may_name_them_and_no_call_acts_twice(state):
    workspace, other = make_workspace("acme"), make_workspace("other")
    calls = [Call(row.pk, 1, "owner", "k-1", "digest") for row in (workspace, other)]
    for call in calls:
        answers.begin(call, now=NOW)
        answers.keep(call, Kept(200, "application/json", b'{"email": "ann@example.com"}'))

    assert erase(workspace.pk, [1], now=NOW)["answers"] == 1

    assert not answers.begin(calls[0], now=NOW)
    with pytest.raises(Conflict, match="its answer is not kept"):
        answers.answered(calls[0])
    assert answers.answered(calls[1]) == Kept(200, "application/json", b'{"email": "ann@example.com"}')
