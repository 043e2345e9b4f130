"""Decisions of the journeys room: pure functions and frozen values."""
