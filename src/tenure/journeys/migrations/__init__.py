"""Migrations of the journeys room's tables."""
