"""Writes of the experiments room, one use case a file."""
