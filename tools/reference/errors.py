"""Describe the errors."""

from collections.abc import Iterator

from tenure.kernel.errors import TenureError
from tenure.project.api import STATUS
from tools.reference.writing import code, first_line, page, table


def files() -> dict[str, str]:
    """Return the page of the errors."""
    rows = [
        (code(error.code), str(_status(error)), first_line(error))
        for error in sorted(_leaves(TenureError), key=lambda e: e.code)
    ]
    introduction = (
        "Every refused call is answered with `{code, message, field}`: a stable code, a sentence for people, and the "
        "field it speaks of, or null. `unauthorized` (401) answers a call without a live key."
    )
    return {"errors.md": page("Errors", introduction, table(("code", "status", "the fact"), rows))}


def _leaves(error: type[TenureError]) -> Iterator[type[TenureError]]:
    for kind in error.__subclasses__():
        yield kind
        yield from _leaves(kind)


def _status(error: type[TenureError]) -> int:
    return next(status for kind, status in STATUS.items() if issubclass(error, kind))
