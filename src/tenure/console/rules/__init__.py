"""Decisions about what a page shows, without a database."""
