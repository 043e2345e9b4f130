"""Tell from what a mail server said whether anybody can be reached at an address at all."""

import re
from typing import Final

_ENHANCED: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Of RFC 3463: no such mailbox, host or name, moved without address, disabled. Not: the sender's address (5.1.7,
# 5.1.8), a full box (5.2.2), what a policy lets in (5.7.x).
_GONE: Final = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
# Without an enhanced code these mean: no such mailbox, not here, no such name.
_NOBODY: Final = frozenset({550, 551, 553})
_PERMANENT: Final = 500


def is_for_good(code: int, text: str) -> bool:
    """Return whether a reply to the recipient's address says that it is none: an enhanced code, or a plain 550."""
    if code < _PERMANENT:
        return False
    found = _ENHANCED.search(text)
    if found is None:
        return code in _NOBODY
    return found[0] in _GONE
