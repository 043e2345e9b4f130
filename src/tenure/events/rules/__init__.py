"""Decisions of the stream, without a database."""
