import polars as pl
import pytest

from tenure.messaging.merge import merge
from tenure.messaging.models import MessageRow
from tests.messaging.scenes import NOW, known, made, queued, saved

pytestmark = pytest.mark.db


def test_messages_are_those_of_who_the_customer_is_now(state):
    workspace = made()
    saved(workspace)
    ann, bob, cas = known(workspace, "ann", "bob", "cas")
    queued(workspace, [ann, bob, cas])

    merge(workspace.id, pl.DataFrame({"from_id": [ann.id], "to_id": [bob.id]}), now=NOW)

    assert list(MessageRow.objects.order_by("id").values_list("customer_id", flat=True)) == [bob.id, bob.id, cas.id]
