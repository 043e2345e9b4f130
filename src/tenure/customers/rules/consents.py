"""Describe what a customer agreed to, and check what is said about it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from tenure.kernel.errors import BadInput

ConsentState = Literal["granted", "withdrawn"]

GRANTED: Final = "granted"
WITHDRAWN: Final = "withdrawn"
STATES: Final = (GRANTED, WITHDRAWN)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Consent:
    """What holds for one channel and purpose, since when."""

    channel: str
    purpose: str
    state: ConsentState
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """One entry of the ledger: what was said, on which text, where, and by whom it was written down."""

    channel: str
    purpose: str
    state: ConsentState
    text_version: str | None
    source: str
    actor: str

    def __post_init__(self) -> None:
        """Refuse names that no channel, purpose or state can have."""
        for field, value in (("channel", self.channel), ("purpose", self.purpose)):
            if not _NAME.fullmatch(value):
                raise BadInput(f"{value!r} is no {field}; use small letters, digits and _, as in `email`.", field=field)
        if self.state not in STATES:
            raise BadInput(f"{self.state!r} is no state of a consent; say `granted` or `withdrawn`.", field="state")
        if not self.source:
            raise BadInput("Say where the consent was granted or withdrawn.", field="source")
