"""Admit callers to operations: `@router.get(path, auth=requires("customers.read"))`."""

from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from tenure.kernel.errors import NotAllowed, NotFound
from tenure.platform.queries import real_now
from tenure.platform.rules.roles import PERMISSIONS
from tenure.platform.services.keys import ApiCaller, caller

MAX_DIGITS: Final = 19  # a number of the database has fewer


class ApiRequest(HttpRequest):
    """A request of an admitted key."""

    auth: ApiCaller


class SecretKey(HttpBearer):
    """Admit callers that bring a live secret key with the scope of an operation."""

    def __init__(self, permission: str | None) -> None:
        """Open with one permission; None opens to nobody."""
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> ApiCaller | None:  # noqa: ARG002 - ninja's signature
        """Return the caller of a key; NotAllowed when the key lacks the scope."""
        found = caller(token, now=real_now())
        if found is not None:
            self._check(found)
        return found

    def _check(self, found: ApiCaller) -> None:
        if self.permission is None:
            raise NotAllowed("This operation says no permission: declare `auth=requires(…)` where it is defined.")
        found.demand(self.permission)


def requires(permission: str) -> SecretKey:
    """Return the guard of an operation: a live secret key with one scope."""
    if permission not in PERMISSIONS:
        raise ValueError(f"no role has the permission {permission!r}; add it to platform/rules/roles.py")
    return SecretKey(permission)


# What meets a caller where nobody said which permission is needed.
CLOSED: Final = SecretKey(None)


def numbered(text: str, *, what: str, field: str) -> int:
    """Return the number in an address; NotFound for what is no number, and so names nothing."""
    if not (text.isascii() and text.isdigit() and len(text) < MAX_DIGITS):
        raise NotFound(f"There is no {what} {text!r} here.", field=field)
    return int(text)
