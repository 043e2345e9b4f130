"""Serve what mail leads to: leaving, choosing, links, the picture of an open, and callbacks of providers."""

from tenure.messaging.pages.routes import urlpatterns

__all__ = ["urlpatterns"]
