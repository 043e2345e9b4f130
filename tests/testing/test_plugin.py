"""The plugin's fixture is an open house."""

import pytest

from tenure.testing.plugin import house

__all__ = ["house"]


@pytest.fixture(autouse=True)
def _database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_the_fixture_is_a_house_that_is_open(house):
    house.track("ada", "signed_up")

    assert house.enrollments("ada") == []
