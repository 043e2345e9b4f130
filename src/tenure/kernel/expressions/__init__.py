"""Say in one language who is meant: segments, conditions and filters, the same in memory and over history."""
