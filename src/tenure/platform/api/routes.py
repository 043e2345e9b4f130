"""Gather the platform's operations."""

from ninja import Router

from tenure.platform.api import audit, clock, keys

router = Router()
for each in (clock, keys, audit):
    router.add_router("", each.router)
