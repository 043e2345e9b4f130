"""Gather the operations of the room."""

from ninja import Router

from tenure.signals.api import history, memberships, segments, stages, traits

router = Router()
for part in (traits, segments, history, memberships, stages):
    router.add_router("", part.router)
