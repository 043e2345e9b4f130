"""Gather the platform's operations."""

from ninja import Router

from tenure.platform.api import audit, clock, keys, workspace

router = Router()
for each in (workspace, clock, keys, audit):
    router.add_router("", each.router)
