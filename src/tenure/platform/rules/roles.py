"""Say what each role may do. Roles are data; a page or an API operation without an entry fails the build."""

from typing import Final, Literal

Role = Literal["owner", "admin", "marketer", "billing", "sales", "success", "support", "analyst", "viewer"]

_READ: Final = frozenset(
    {
        "overview.read",
        "customers.read",
        "events.read",
        "traits.read",
        "segments.read",
        "journeys.read",
        "templates.read",
        "messages.read",
        "clock.read",
    }
)
_DEFINE: Final = frozenset({"traits.write", "segments.write", "journeys.write", "templates.write", "insights.write"})
_RUN: Final = frozenset(
    {
        "events.write",
        "clock.write",
        "keys.read",
        "keys.write",
        "audit.read",
        "settings.read",
        "settings.write",
    }
)
_ALL: Final = _READ | _DEFINE | _RUN | {"customers.write"}

ROLES: Final[dict[str, frozenset[str]]] = {
    "owner": _ALL,
    "admin": _ALL,
    "marketer": _READ | _DEFINE,
    "billing": _READ,
    "sales": _READ | {"customers.write"},
    "success": _READ | {"customers.write"},
    "support": _READ | {"customers.write"},
    "analyst": _READ | {"traits.write", "segments.write", "insights.write"},
    "viewer": frozenset({"overview.read", "journeys.read"}),
}
PERMISSIONS: Final = frozenset().union(*ROLES.values())


def allows(role: str, permission: str) -> bool:
    """Return whether a role may do something; an unknown role may do nothing."""
    return permission in ROLES.get(role, frozenset())
