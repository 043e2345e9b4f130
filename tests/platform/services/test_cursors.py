import pytest

from tenure.platform.queries import cursor, cursors
from tenure.platform.services.cursors import advance_cursor

pytestmark = pytest.mark.db


def test_a_cursor_begins_at_zero_and_never_goes_back():
    assert cursor(1, "signals") == 0

    advance_cursor(1, "signals", 7)
    advance_cursor(1, "signals", 5)

    assert cursor(1, "signals") == 7


def test_each_workspace_and_reader_has_its_own():
    advance_cursor(1, "stream", 4)
    advance_cursor(1, "signals", 3)
    advance_cursor(2, "stream", 9)

    assert cursors(1) == {"stream": 4, "signals": 3}
