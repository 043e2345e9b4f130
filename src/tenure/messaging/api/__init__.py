"""Answer what messaging is asked by API: templates, messages, and how a workspace sends."""

from tenure.messaging.api.routes import router

__all__ = ["router"]
