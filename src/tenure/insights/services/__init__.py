"""Writes of the insights room, one use case a file."""
