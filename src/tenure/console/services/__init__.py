"""Acts of the console's own: views that people save."""
