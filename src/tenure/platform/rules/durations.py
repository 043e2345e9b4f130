"""Read lengths of time as people write them."""

import re
from datetime import timedelta
from typing import Final

from tenure.kernel.errors import BadInput

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPELLING: Final = re.compile(r"([0-9]{1,9})([smhdw])")


def duration(text: str) -> timedelta:
    """Return the length of time that `90s`, `15m`, `6h`, `3d` or `2w` spells; BadInput for anything else."""
    read = _SPELLING.fullmatch(text.strip())
    if read is None:
        raise BadInput(f"{text!r} is no length of time; write one as 90s, 15m, 6h, 3d or 2w.", field="duration")
    return timedelta(**{_UNITS[read[2]]: int(read[1])})
