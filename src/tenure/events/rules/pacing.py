"""Decide how long the consumer gathers requests before it writes them down."""

SHORTEST = 0.05
LONGEST = 5.0
# At 10,000 rows a second the pause begins to grow: fewer and larger files under load.
ROWS_PER_SHORTEST = 500


def flush_delay(row_count: int) -> float:
    """Return the pause in seconds before the next flush, by the size of the last one."""
    return min(LONGEST, max(SHORTEST, SHORTEST * row_count / ROWS_PER_SHORTEST))
