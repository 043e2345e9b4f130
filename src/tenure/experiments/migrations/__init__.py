"""Migrations of the experiments room's tables."""
