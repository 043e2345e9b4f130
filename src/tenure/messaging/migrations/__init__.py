"""Changes of messaging's tables, one a file."""
