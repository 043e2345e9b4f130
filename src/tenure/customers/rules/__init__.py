"""Decisions about customers, without a database."""
