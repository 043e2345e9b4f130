"""Decisions of the design system: geometry and text, without a browser or a database."""
