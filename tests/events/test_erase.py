import pytest

from tenure.events.erase import addresses, erase
from tests.events.scenes import NOW, flushed, made

pytestmark = pytest.mark.db


def test_the_stream_tells_every_address_of_customers_until_it_forgets_them(state):
    workspace = made("Acme")
    flushed(workspace, 1, "a", customer_id=1, kind="identify", properties='{"email":"old@example.com"}')
    flushed(workspace, 2, "b", customer_id=3, kind="identify", properties='{"email":"new@example.com"}')
    flushed(workspace, 3, "c", customer_id=2, kind="identify", properties='{"email":"bo@example.com"}')

    assert addresses(workspace.id, [1, 3]) == {"old@example.com", "new@example.com"}

    erase(workspace.id, [1, 3], now=NOW)

    assert addresses(workspace.id, [1, 3]) == frozenset()
