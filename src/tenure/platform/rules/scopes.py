"""Say what an API key may do: the permissions of roles, and `tracking` for sending events."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from tenure.kernel.errors import BadInput, NotAllowed
from tenure.platform.rules.keys import KeyKind
from tenure.platform.rules.roles import PERMISSIONS

TRACKING: Final = "tracking"
SCOPES: Final = PERMISSIONS | {TRACKING}
# How a key says that nothing is closed to it, also not what is added later.
EVERYTHING: Final = "*"


def granted(kind: KeyKind, wanted: Iterable[str] | None) -> tuple[str, ...]:
    """Return the scopes of a new key: those wanted, or when None all of a secret key and tracking of a browser's."""
    if wanted is None:
        return (TRACKING,) if kind == "write" else (EVERYTHING,)
    scopes = tuple(sorted(set(wanted)))
    for scope in scopes:
        if scope not in SCOPES | {EVERYTHING}:
            raise BadInput(f"There is no scope {scope!r}; {_remedy(scope)}.", field="scopes")
    if not scopes:
        raise BadInput("A key without any scope opens nothing; name at least one.", field="scopes")
    if kind == "write" and scopes != (TRACKING,):
        raise BadInput("A browser's key can only track; make a secret key for the rest.", field="scopes")
    return (EVERYTHING,) if EVERYTHING in scopes else scopes


def opens(scopes: Iterable[str], permission: str) -> bool:
    """Return whether scopes hold a permission."""
    return bool({permission, EVERYTHING} & set(scopes))


def refuse_more(scopes: Iterable[str], *, held: Iterable[str]) -> None:
    """Raise NotAllowed when a key is to get a scope that its giver does not hold."""
    having = set(held)
    for scope in sorted(set(scopes) - having):
        if EVERYTHING not in having:
            named = "every scope" if scope == EVERYTHING else f"the scope `{scope}`"
            raise NotAllowed(f"You cannot give {named}: your own key lacks it.", field="scopes")


def _remedy(scope: str) -> str:
    close = get_close_matches(scope, SCOPES, n=1)
    return f"did you mean `{close[0]}`" if close else f"choose among {', '.join(sorted(SCOPES))}"
