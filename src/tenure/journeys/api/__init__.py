"""Journeys by API: definitions and their life, versions, runs, reports."""

from tenure.journeys.api.routes import router

__all__ = ["router"]
