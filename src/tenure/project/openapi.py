"""Describe the management API as OpenAPI, with the permission of each operation."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from tenure.platform.api.calls import SecretKey


class DescribedSchema(OpenAPISchema):
    """OpenAPI that says in `x-permission` which scope a key must have."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """Return the description of one operation."""
        details = super().operation_details(operation)
        permissions = [guard.permission for guard in operation.auth_callbacks if isinstance(guard, SecretKey)]
        return details | {"x-permission": next(iter(permissions), None)}


class DescribedApi(NinjaAPI):
    """An API that publishes which permissions it asks for."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the description of every operation."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return DescribedSchema(self, prefix)
