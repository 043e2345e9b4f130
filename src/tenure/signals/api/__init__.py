"""Answer what signals are asked by API: traits, segments, stages, and why a customer is in a segment."""

from tenure.signals.api.routes import router

__all__ = ["router"]
