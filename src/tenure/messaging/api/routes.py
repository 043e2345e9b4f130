"""Gather the operations of the room."""

from ninja import Router

from tenure.messaging.api import channels, content, messages, settings, snippets, templates

router = Router(tags=["messages"])
for part in (settings, channels, templates, snippets, content, messages):
    router.add_router("", part.router)
