"""Migrations of the signals room's tables."""
