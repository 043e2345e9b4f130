"""Every page says who may see it, and every operation asks for a key."""

from django.urls import URLResolver

from tenure.platform.presence import contributions
from tenure.platform.rules.roles import PERMISSIONS
from tenure.project.api import api

# What a person may use before anybody knows who they are.
FOR_EVERYBODY = {"theme", "language", "sign-in/<str:token>"}


def test_every_page_names_a_permission_that_some_role_has():
    pages = [page for room in contributions("pages") for page in _flat(room.urlpatterns)]
    guarded = {str(page.pattern): getattr(page.callback, "permission", None) for page in pages}

    assert {path for path, permission in guarded.items() if permission is None} == FOR_EVERYBODY
    assert {permission for permission in guarded.values() if permission} <= PERMISSIONS


def test_every_operation_asks_for_a_key():
    paths = api.get_openapi_schema()["paths"]
    operations = [(path, operation) for path, methods in paths.items() for operation in methods.values()]

    assert len(operations) > 0
    assert [path for path, operation in operations if not operation.get("security")] == []


def _flat(patterns):
    for pattern in patterns:
        yield from _flat(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
