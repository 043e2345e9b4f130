import pytest

from tenure.customers.models import MergeRow
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.settle_merges import settle_merges
from tenure.platform.models import RecordedEventRow
from tests.customers.scenes import NOW, known, made, met

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made("acme")


def settle():
    return settle_merges(now_of=lambda _: NOW)


def test_what_the_worker_had_in_hand_during_a_merge_is_moved_after_it(workspace):
    ann, bob, cas = known(workspace, "ann", "bob", "cas")
    for source, target in ((ann, bob), (bob, cas)):
        merge_customers(workspace.id, from_id=source.id, to_id=target.id, actor="key:1", now=NOW)
    for number, who in enumerate((ann, bob)):
        RecordedEventRow.objects.create(
            workspace_id=workspace.id,
            customer_id=who.id,
            name="message_sent",
            occurred_at=NOW,
            properties="{}",
            message_id=f"late:{number}",
        )

    assert settle() == 2

    late = RecordedEventRow.objects.filter(message_id__startswith="late:")
    assert set(late.values_list("customer_id", flat=True)) == {cas.id}
    assert set(MergeRow.objects.values_list("settled_at", flat=True)) == {NOW}
    assert settle() == 0


def test_merges_of_the_worker_itself_need_nothing_more(workspace):
    met(workspace, (None, "a"), ("ann", None))
    met(workspace, ("ann", "a"))

    assert (MergeRow.objects.count(), settle()) == (1, 0)
