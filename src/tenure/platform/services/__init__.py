"""Acts of the platform."""
