"""The contracts cover the whole house and forgive nothing."""

import pytest

from tenure.platform.presence import ROOMS as LOOP
from tests.architecture.source import ROOMS, ROOT, contracts, room_order
from tools.contracts import StrangersContract

STRANGERS = {
    "root": "tenure",
    "doors": ["rules", "queries", "services"],
    "closed": ["models"],
    "open_rooms": ["kernel", "platform"],
    "composers": ["project", "testing"],
}


def test_every_room_has_its_place_in_the_order_of_the_loop():
    assert sorted(room_order()) == list(ROOMS)
    assert room_order() == ["kernel", *(room for room in LOOP if room in ROOMS), "project", "testing"]


def test_no_contract_forgives_an_import():
    allowed = {"name", "type", "containers", "exhaustive", "exhaustive_ignores", "layers", "root", "doors", "closed",
               "open_rooms", "composers", "source_modules", "forbidden_modules"}  # fmt: skip

    assert [set(contract) - allowed for contract in contracts()] == [set()] * len(contracts())
    assert [contract.get("exhaustive_ignores", ["__main__"]) for contract in contracts()] == [["__main__"]] * len(
        contracts()
    )
    assert not (ROOT / ".importlinter").exists()
    assert not (ROOT / "setup.cfg").exists()


@pytest.mark.parametrize(
    ("importer", "wanted", "may"),
    [
        ("tenure.journeys.services.run", "tenure.customers.queries", True),
        ("tenure.journeys.services.run", "tenure.customers.services.record_consent", True),
        ("tenure.journeys.services.run", "tenure.customers.models", False),
        ("tenure.journeys.services.run", "tenure.customers.identity_resolver", False),
        ("tenure.journeys.services.run", "tenure.journeys.models", True),
        ("tenure.journeys.services.run", "tenure.platform.columns", True),
        ("tenure.journeys.services.run", "tenure.platform.models", False),
        ("tenure.project.worker", "tenure.events.front.app", True),
        ("tenure.project.worker", "tenure.events.models", False),
    ],
)
def test_a_stranger_comes_in_by_a_door(importer, wanted, may):
    contract = StrangersContract("strangers", session_options={}, contract_options=STRANGERS)

    assert contract._may(importer, wanted) is may
