"""Each test has a database of its own."""

import pytest
from django.db import connection

from tenure.platform.models import CursorRow


@pytest.mark.db
@pytest.mark.parametrize("time", [1, 2, 3])
def test_a_commit_is_real_and_the_next_test_does_not_see_it(time, database):
    before = CursorRow.objects.count()

    CursorRow.objects.create(workspace_id=1, name="stream", seq=time)

    assert before == 0
    assert connection.vendor == database.vendor
    assert not connection.in_atomic_block


@pytest.mark.db
def test_a_marked_test_needs_no_fixture():
    assert CursorRow.objects.count() == 0


def test_state_alone_is_sqlite(state):
    assert (state.vendor, state.url) == ("sqlite", None)
    assert CursorRow.objects.count() == 0


def test_a_test_that_asks_for_no_database_reaches_none():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        CursorRow.objects.count()
