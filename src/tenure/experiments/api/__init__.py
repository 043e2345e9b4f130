"""Experiments by API: readings, settings, what could be seen, the testing plan, decisions."""

from tenure.experiments.api.routes import router

__all__ = ["router"]
