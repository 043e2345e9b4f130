"""Sign what links to customers' pages carry. No token expires: a way out that stops working is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tenure.kernel.signing import sign, unsign

# One token opens both pages of a customer: to leave, and to choose.
_PAGE: Final = "customer-page"
_GO: Final = "go"
_OPEN: Final = "open"


@dataclass(frozen=True, slots=True)
class PageToken:
    """Whose page it is, and which message led there, by their public ids."""

    workspace_id: int
    customer: str
    message: str


@dataclass(frozen=True, slots=True)
class LinkToken:
    """Which link of which message was followed."""

    workspace_id: int
    message_id: int
    link_id: int


@dataclass(frozen=True, slots=True)
class OpenToken:
    """Which message was opened."""

    workspace_id: int
    message_id: int


def page_token(token: PageToken, *, key: str) -> str:
    """Return the token of a customer's pages."""
    return sign(f"{token.workspace_id}:{token.customer}:{token.message}".encode(), key=key.encode(), purpose=_PAGE)


def read_page_token(text: str, *, keys: Sequence[str]) -> PageToken | None:
    """Return whose page a token opens; None when none of the keys signed it. `keys` are the current and former ones."""
    parts = _parts(text, keys=keys, purpose=_PAGE, count=3)
    return None if parts is None else PageToken(int(parts[0]), parts[1], parts[2])


def link_token(token: LinkToken, *, key: str) -> str:
    """Return the token of a tracked link."""
    return sign(f"{token.workspace_id}:{token.message_id}:{token.link_id}".encode(), key=key.encode(), purpose=_GO)


def read_link_token(text: str, *, keys: Sequence[str]) -> LinkToken | None:
    """Return which link a token stands for; None when none of the keys signed it."""
    parts = _parts(text, keys=keys, purpose=_GO, count=3)
    return None if parts is None else LinkToken(*map(int, parts))


def open_token(token: OpenToken, *, key: str) -> str:
    """Return the token of a message's picture."""
    return sign(f"{token.workspace_id}:{token.message_id}".encode(), key=key.encode(), purpose=_OPEN)


def read_open_token(text: str, *, keys: Sequence[str]) -> OpenToken | None:
    """Return which message was opened; None when none of the keys signed it."""
    parts = _parts(text, keys=keys, purpose=_OPEN, count=2)
    return None if parts is None else OpenToken(*map(int, parts))


def _parts(text: str, *, keys: Sequence[str], purpose: str, count: int) -> list[str] | None:
    for key in keys:
        payload = unsign(text, key=key.encode(), purpose=purpose)
        if payload is not None:
            parts = payload.decode().split(":")
            return parts if len(parts) == count else None
    return None
