"""Decide how long the consumer gathers requests before it writes them down."""

SHORTEST = 0.05
LONGEST = 5.0
# From 30,000 rows a second on the pause grows: fewer and larger files. Below, effects are seen within 2 s.
ROWS_PER_SHORTEST = 1_500


def flush_delay(row_count: int) -> float:
    """Return the pause in seconds before the next flush, by the size of the last one."""
    return min(LONGEST, max(SHORTEST, SHORTEST * row_count / ROWS_PER_SHORTEST))
