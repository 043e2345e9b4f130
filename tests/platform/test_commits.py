from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tenure.platform.commits import state_version
from tenure.platform.queries import workspaces
from tests.support.workspaces import make_workspace


def _elsewhere(act):
    """Do something on another connection."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(act).result()
        pool.submit(connections.close_all).result()


@pytest.mark.db
def test_a_commit_of_another_connection_is_told():
    before = state_version()

    _elsewhere(make_workspace)

    assert state_version() != before


# Others use the same PostgreSQL while tests run.
@pytest.mark.parametrize("database_vendor", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("state")
def test_reading_changes_nothing():
    make_workspace()
    before = state_version()

    _elsewhere(workspaces)

    assert state_version() == before
