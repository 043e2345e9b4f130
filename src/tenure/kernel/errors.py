"""Name every fact that can stop an act.

TenureError
├── Refused              the input is at fault; says which field and what to do
│   ├── BadInput
│   │   └── BadExpression   says at which column, and what to write instead
│   ├── UnknownEvent
│   └── MissingVariable
├── NotFound             nothing of that name in this workspace
├── Conflict             true only once, and it is true already
├── NotAllowed           this person or key may not do it
└── Unavailable          a part of Tenure does not answer; try again later
    └── ClockRefused     the workspace's clock cannot be moved so
"""

from collections.abc import Mapping
from typing import ClassVar


class TenureError(Exception):
    """State a fact that stopped an act, with a stable code and the field at fault."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """Keep the sentence shown to people, and the field it speaks of."""
        super().__init__(message)
        self.message = message
        self.field = field


class Refused(TenureError):
    """The input is at fault."""

    code = "refused"


class BadInput(Refused):
    """A field has a value that cannot be used.

    Where pages say it in the reader's language, `reason` is a stable word for what is wrong, and `details` has the
    words that the sentence is about.
    """

    code = "bad_input"

    def __init__(
        self, message: str, *, field: str | None = None, reason: str = "", details: Mapping[str, str] | None = None
    ) -> None:
        """Keep the sentence, and what it is made of."""
        super().__init__(message, field=field)
        self.reason = reason
        self.details: Mapping[str, str] = details or {}


class BadExpression(BadInput):
    """An expression cannot be read, or does not fit the traits it speaks of; `place` says where."""

    code = "bad_expression"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        reason: str = "",
        details: Mapping[str, str] | None = None,
        place: str = "",
    ) -> None:
        """Keep the sentence, and what it is made of."""
        super().__init__(message, field=field, reason=reason, details=details)
        self.place = place


class UnknownEvent(Refused):
    """A built-in event or one of its properties is not in the vocabulary."""

    code = "unknown_event"


class MissingVariable(Refused):
    """A template asks for a value that the customer does not have."""

    code = "missing_variable"


class NotFound(TenureError):
    """Nothing of that name exists in this workspace."""

    code = "not_found"


class Conflict(TenureError):
    """The act would make true twice what may be true once."""

    code = "conflict"


class NotAllowed(TenureError):
    """The person or the key may not do it."""

    code = "not_allowed"


class Unavailable(TenureError):
    """A part of Tenure does not answer now."""

    code = "unavailable"


class ClockRefused(Refused):
    """The workspace's clock cannot be moved in that way."""

    code = "clock_refused"
