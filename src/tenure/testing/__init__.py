"""Test your own journeys: a house of your own, with a clock that you move."""

from tenure.testing.house import House, Sent

__all__ = ["House", "Sent"]
