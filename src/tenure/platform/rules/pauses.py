"""Describe a pause of all sending."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

RESTORED: Final = "restored"


@dataclass(frozen=True, slots=True)
class SendingPause:
    """Since when nothing is sent from this installation, and why: a word such as `restored`."""

    since: datetime
    reason: str
