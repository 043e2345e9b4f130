import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import RequestFactory

from tenure.project.failures import failure


def _answer(path, error):
    try:
        raise error
    except type(error):
        return failure(RequestFactory().get(path))


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_while_the_database_is_away_programs_and_people_are_asked_to_come_back(error):
    told, shown = _answer("/api/v1/customers", error), _answer("/customers", error)

    assert (told.status_code, told.headers["Retry-After"], told.headers["Content-Type"]) == (
        503,
        "2",
        "application/json",
    )
    assert b'"code": "unavailable"' in told.content
    assert (shown.status_code, shown.headers["Retry-After"]) == (503, "2")
    assert b"Try again" in shown.content


@pytest.mark.parametrize("error", [ValueError("a slip"), IntegrityError("twice")])
def test_all_else_is_a_failure_of_ours(error):
    assert _answer("/api/v1/customers", error).status_code == 500
