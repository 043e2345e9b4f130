"""Each test has a database of its own."""

import pytest
from django.db import connection

from tenure.platform.models import CursorRow
from tests.support.databases import VENDORS


@pytest.mark.db
@pytest.mark.parametrize("time", [1, 2, 3])
def test_a_commit_is_real_and_the_next_test_does_not_see_it(time, database):
    before = CursorRow.objects.count()

    CursorRow.objects.create(workspace_id=1, name="stream", seq=time)

    assert before == 0
    assert connection.vendor == database.vendor
    assert not connection.in_atomic_block


@pytest.mark.db
@pytest.mark.alternates
@pytest.mark.parametrize("place", [0, 1, 2])
def test_cases_that_alternate_take_the_databases_in_turns(place, database, pytestconfig):
    assert pytestconfig.getoption("--release") or database.vendor == VENDORS[place % 2]


@pytest.mark.db
@pytest.mark.alternates(first="postgresql")
def test_which_database_is_first_can_be_said(database, pytestconfig):
    assert pytestconfig.getoption("--release") or database.vendor == "postgresql"


@pytest.mark.db
def test_a_marked_test_needs_no_fixture():
    assert CursorRow.objects.count() == 0


def test_state_alone_is_sqlite(state):
    assert (state.vendor, state.url) == ("sqlite", None)
    assert CursorRow.objects.count() == 0


def test_a_test_that_asks_for_no_database_reaches_none():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        CursorRow.objects.count()
