"""Gather the operations of the room."""

from ninja import Router

from tenure.insights.api import alerts, cohorts, coverage, lifecycle, metrics, settings

router = Router(tags=["insights"])
for part in (settings, metrics, cohorts, coverage, lifecycle, alerts):
    router.add_router("", part.router)
