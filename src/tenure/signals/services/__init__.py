"""Writes of the signals room, one use case a file."""
