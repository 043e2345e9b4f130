"""Decisions of the signals room: pure functions over frames."""
