"""`verify` finds every profile that is not what the stream says."""

import polars as pl
import pytest

from tenure.customers.models import CustomerRow
from tenure.events.stores.opening import open_store
from tenure.platform.rules.breaches import Breach
from tenure.signals.services.refresh import refresh
from tenure.signals.stores import arrow
from tenure.signals.verify import verify
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace


@pytest.fixture
def workspace(state):
    row = make_workspace()
    CustomerRow.objects.create(id=1, workspace=row, public_id="cus_ada", user_id="u1", created_at=NOW)
    flush(row, [event("a", kind="identify", plan="pro"), event("b"), event("c", customer=2)])
    refresh(row.to_value(), NOW)
    return row


def test_a_true_snapshot_has_no_breach(workspace):
    flush(workspace, [event("later")])

    assert verify(workspace.to_value()) == []


def test_an_empty_workspace_has_no_breach(state):
    assert verify(make_workspace().to_value()) == []


def test_an_altered_stream_is_named_by_customer_and_trait(workspace):
    rows = open_store().scan(workspace.pk, ["inbox-1.parquet"]).collect()
    altered = rows.filter(pl.col("message_id") != "b").with_columns(properties=pl.lit('{"plan":"free"}'))
    open_store().write(workspace.pk, "inbox-1.parquet", altered)

    found = verify(workspace.to_value())

    where = f"workspace {workspace.public_id}, customer cus_ada, trait"
    assert {each.check for each in found} == {"signals.profiles"}
    for trait in ("event_count", "acts_90d", "plan"):
        assert f"{where} {trait}: the snapshot differs from the stream" in {each.detail for each in found}
    assert not [each for each in found if "customer 2" in each.detail]


def test_an_altered_snapshot_is_named(workspace, home):
    path = home.traits(workspace.pk) / "values-3.arrow"
    arrow.write(path, arrow.read(path).with_columns(pl.col("event_count") + pl.col("customer_id") - 1))

    assert verify(workspace.to_value()) == [
        Breach(
            "signals.profiles",
            f"workspace {workspace.public_id}, customer 2, trait event_count: the snapshot differs from the stream",
        )
    ]


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"nonsense")])
def test_a_snapshot_that_cannot_be_read_is_a_breach(workspace, home, damage):
    damage(home.traits(workspace.pk) / "values-3.arrow")

    (breach,) = verify(workspace.to_value())

    assert breach.detail.startswith(f"workspace {workspace.public_id}: the snapshot cannot be read: ")


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"nonsense")])
def test_a_stream_that_cannot_be_read_is_a_breach(workspace, home, damage):
    damage(home.events(workspace.pk) / "inbox-1.parquet")

    (breach,) = verify(workspace.to_value())

    assert breach.detail.startswith(f"workspace {workspace.public_id}: the stream cannot be read: ")
