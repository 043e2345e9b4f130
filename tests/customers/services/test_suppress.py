import pytest

from tenure.customers.models import SuppressionRow
from tenure.customers.queries import suppressed
from tenure.customers.services.suppress import lift_suppression, suppress
from tests.customers.scenes import NOW, made

pytestmark = pytest.mark.db


def test_what_is_suppressed_is_known_by_its_hash_only_and_only_here(state):
    workspace, other = made("acme"), made("other")
    suppress(workspace.id, ["Ann@Example.com", "ann"], reason="asked", now=NOW)
    suppress(workspace.id, ["ann@example.com"], reason="erased", now=NOW)

    asked = ["ann@example.com", "bob@example.com", "ANN"]
    assert suppressed(workspace.id, asked) == {"ann@example.com", "ANN"}
    assert suppressed(other.id, asked) == frozenset()
    assert suppressed(workspace.id, []) == frozenset()
    assert sorted(SuppressionRow.objects.values_list("reason", flat=True)) == ["asked", "asked"]
    assert all("ann" not in row.digest for row in SuppressionRow.objects.all())


def test_a_suppression_can_be_lifted(state):
    workspace = made("acme")
    suppress(workspace.id, ["ann@example.com", "ann"], reason="asked", now=NOW)

    assert lift_suppression(workspace.id, ["ANN@example.com", "bob"]) == 1
    assert suppressed(workspace.id, ["ann@example.com", "ann"]) == {"ann"}
