"""Gather the operations of the room."""

from ninja import Router

from tenure.experiments.api import decisions, plan, readings, settings

router = Router(tags=["experiments"])
# What has a name of its own stands before what takes any key.
for part in (settings, plan, decisions, readings):
    router.add_router("", part.router)
