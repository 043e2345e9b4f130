"""Answer what the platform is asked by API, and give every room's operations their key and permission."""

from tenure.platform.api.calls import ApiRequest, Strict, requires
from tenure.platform.api.routes import router

__all__ = ["ApiRequest", "Strict", "requires", "router"]
