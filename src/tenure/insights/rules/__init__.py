"""Decisions of insights, without database, clock or dice."""
