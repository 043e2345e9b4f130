"""Kinds of nodes for acts of rooms above: a module with a `NODE` is enough to offer one more."""
