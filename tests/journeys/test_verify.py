"""`verify` finds false counts and lost customers."""

import pytest

from tenure.journeys.models import EnrollmentRow, NodeCountRow, StepRow
from tenure.journeys.verify import verify
from tenure.platform.rules.breaches import Breach
from tests.journeys.scenes import opened, turn
from tests.signals.streams import flush, signed_up
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(database):
    row = make_workspace()
    opened(row)
    flush(row, signed_up(1, 2))
    turn(row)
    return row


def test_true_counts_have_no_breach(workspace):
    flush(workspace, signed_up(3))

    assert verify(workspace.to_value()) == []


def test_a_false_count_is_named(workspace):
    NodeCountRow.objects.filter(node="pause").update(entered_count=5, here_count=1)

    where = f"workspace {workspace.public_id}, journey welcome v1, node pause"
    assert verify(workspace.to_value()) == [
        Breach("journeys.counts", f"{where}: the counts are off: entered_count by +3, here_count by -1")
    ]


def test_a_lost_step_is_a_false_count(workspace):
    StepRow.objects.filter(node="hello", enrollment__customer_id=1).delete()

    (breach,) = verify(workspace.to_value())

    assert breach.detail.endswith("node hello: the counts are off: entered_count by +1")


def test_a_customer_who_was_passed_over_is_named(workspace):
    EnrollmentRow.objects.filter(customer_id=2).delete()

    breaches = verify(workspace.to_value())

    assert [breach.check for breach in breaches] == ["journeys.counts"] * 3 + ["journeys.entries"]
    where = f"workspace {workspace.public_id}, customer 2, journey welcome"
    assert breaches[-1].detail == f"{where}: did what lets a customer enter, and is not enrolled"


def test_a_stream_that_cannot_be_read_is_a_breach(workspace, home):
    (home.events(workspace.pk) / "inbox-1.parquet").unlink()

    (breach,) = verify(workspace.to_value())

    assert breach.detail.startswith(f"workspace {workspace.public_id}: the stream cannot be read: ")
