"""Answer what the platform is asked by API, and give every room's operations their key and permission."""

from tenure.platform.api.calls import ApiRequest, numbered, requires
from tenure.platform.api.routes import router
from tenure.platform.api.strict import Strict

__all__ = ["ApiRequest", "Strict", "numbered", "requires", "router"]
