"""The built-in events, one module for each subject."""
