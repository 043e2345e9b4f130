"""Go through long lists page by page, by a cursor in the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http import HttpRequest

PAGE = 50
# One more than is shown says whether an older page follows.
WANTED = PAGE + 1
CURSOR = "before"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page of a list, newest first; an address is empty where there is nowhere to go."""

    items: Sequence[T]
    newest_url: str
    older_url: str


def paged(request: HttpRequest, found: Sequence[T], *, cursor: Callable[[T], str]) -> Paged[T]:
    """Return the page that was asked for, of up to `WANTED` items found; `cursor` names an item in an address."""
    items = found[:PAGE]
    return Paged(
        items,
        newest_url=_address(request, "") if CURSOR in request.GET else "",
        older_url=_address(request, cursor(items[-1])) if len(found) > PAGE else "",
    )


def _address(request: HttpRequest, cursor: str) -> str:
    query = request.GET.copy()
    query.pop(CURSOR, None)
    if cursor:
        query[CURSOR] = cursor
    return f"?{query.urlencode()}"
