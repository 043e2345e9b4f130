"""Decisions of experiments, without database, clock or dice."""
