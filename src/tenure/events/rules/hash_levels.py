"""Say which files of message hashes are used, and which are joined."""

from collections.abc import Sequence
from typing import Final

FAN: Final = 8
LARGEST: Final = 32_000_000  # hashes, half a gigabyte: what is rewritten while nothing else enters the stream


def covering(ranges: Sequence[tuple[int, int]], *, up_to: int) -> list[int]:
    """Return the places of the ranges of flushes that follow each other from 1, none beyond `up_to`.

    Ranges come first flush first, longer before shorter. What was joined into a longer one is passed over;
    after a gap nothing is used.
    """
    used: list[int] = []
    covered = 0
    for place, (first, last) in enumerate(ranges):
        if first == covered + 1 and first <= last <= up_to:
            used.append(place)
            covered = last
    return used


def mergeable(sizes: Sequence[int], *, fan: int = FAN, largest: int = LARGEST) -> int:
    """Return how many of the newest files are joined into one: `fan` of about one size, or none."""
    newest = sizes[-fan:]
    is_even = len(newest) == fan and 2 * max(newest) < fan * min(newest)
    return fan if is_even and sum(newest) <= largest else 0
