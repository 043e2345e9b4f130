"""Decisions of messaging: what a message says, whether it may go, and what its outcome means."""
