"""Gather the operations of the room."""

from ninja import Router

from tenure.journeys.api import definitions, reports, runs, simulations, versions

router = Router(tags=["journeys"])
for part in (definitions, versions, runs, reports, simulations):
    router.add_router("", part.router)
