"""Every operation of the API asks for a key, and says which permission the key must have."""

from tenure.platform.rules.roles import PERMISSIONS
from tenure.project.api import api


def test_every_operation_asks_for_a_key():
    paths = api.get_openapi_schema()["paths"]
    operations = [(path, operation) for path, methods in paths.items() for operation in methods.values()]

    assert len(operations) > 0
    assert [path for path, operation in operations if not operation.get("security")] == []


def test_every_operation_says_which_permission_it_needs():
    paths = api.get_openapi_schema()["paths"]
    operations = {f"{method.upper()} {path}": said for path, ways in paths.items() for method, said in ways.items()}

    assert [name for name, said in operations.items() if said.get("x-permission") not in PERMISSIONS] == []
