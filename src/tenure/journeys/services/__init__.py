"""Writes of the journeys room, one use case a file."""
