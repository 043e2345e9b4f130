"""Decisions of the platform, without a database."""
