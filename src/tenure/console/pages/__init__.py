"""Show the console: each page is one address, and the address holds the whole view."""

from tenure.console.pages.routes import urlpatterns

__all__ = ["urlpatterns"]
