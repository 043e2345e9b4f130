"""Every operation of the API asks for a key."""

from tenure.project.api import api


def test_every_operation_asks_for_a_key():
    paths = api.get_openapi_schema()["paths"]
    operations = [(path, operation) for path, methods in paths.items() for operation in methods.values()]

    assert len(operations) > 0
    assert [path for path, operation in operations if not operation.get("security")] == []
