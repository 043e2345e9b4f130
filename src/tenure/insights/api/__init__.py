"""Insights by API: metrics, cohorts, coverage, where to start, alerts."""

from tenure.insights.api.routes import router

__all__ = ["router"]
