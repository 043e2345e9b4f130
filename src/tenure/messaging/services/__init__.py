"""Acts of messaging."""
