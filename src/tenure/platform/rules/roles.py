"""Say what each role may do. Roles are data; a page without an entry fails the build."""

from typing import Final, Literal

Role = Literal["owner", "admin", "marketer", "billing", "sales", "success", "support", "analyst", "viewer"]

_READ: Final = frozenset({"overview.read", "customers.read", "messages.read", "journeys.read"})
_WRITE: Final = frozenset({"journeys.write"})

ROLES: Final[dict[str, frozenset[str]]] = {
    "owner": _READ | _WRITE | {"settings.read", "settings.write"},
    "admin": _READ | _WRITE | {"settings.read", "settings.write"},
    "marketer": _READ | _WRITE,
    "billing": _READ,
    "sales": _READ,
    "success": _READ,
    "support": _READ,
    "analyst": _READ,
    "viewer": frozenset({"overview.read", "journeys.read"}),
}
PERMISSIONS: Final = frozenset().union(*ROLES.values())


def allows(role: str, permission: str) -> bool:
    """Return whether a role may do something; an unknown role may do nothing."""
    return permission in ROLES.get(role, frozenset())
