import polars as pl
import pytest

from tenure.platform.merge import merge
from tenure.platform.models import EffectRow, RecordedEventRow
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db
PAIRS = pl.DataFrame({"from_id": [1], "to_id": [2]})


def waiting(workspace, customer_id, *, done_at=None):
    key = f"{workspace.pk}:{customer_id}:{done_at}"
    about = {"workspace_id": workspace.pk, "customer_id": customer_id}
    RecordedEventRow.objects.create(**about, name="x", occurred_at=NOW, properties="{}", message_id=key)
    EffectRow.objects.create(**about, kind="send", key=key, payload="{}", created_at=NOW, done_at=done_at)


def test_what_waits_is_about_who_the_customer_is_now(state):
    workspace, other = make_workspace("acme"), make_workspace("other")
    waiting(workspace, 1)
    waiting(workspace, 3)
    waiting(workspace, 1, done_at=NOW)
    waiting(other, 1)

    merge(workspace.pk, PAIRS, now=NOW)

    assert list(RecordedEventRow.objects.order_by("id").values_list("customer_id", flat=True)) == [2, 3, 2, 1]
    assert list(EffectRow.objects.order_by("id").values_list("customer_id", flat=True)) == [2, 3, 1, 1]
