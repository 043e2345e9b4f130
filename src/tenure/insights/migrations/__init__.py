"""Migrations of the insights room's tables."""
