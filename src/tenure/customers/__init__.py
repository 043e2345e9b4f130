"""Customers: who they are, by which names they come, and what they agreed to."""
