"""Let a person see a page only in their workspace and by their role."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tenure.platform.queries import memberships
from tenure.platform.rules.roles import PERMISSIONS, allows
from tenure.platform.rules.workspaces import Workspace

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of a signed-in person, in one of their workspaces."""

    workspace: Workspace
    role: str
    actor: str


Page = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def page(permission: str) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Guard a view: sign-in, a workspace, and a role that allows `permission`."""
    if permission not in PERMISSIONS:
        raise ValueError(f"no role has the permission {permission!r}; add it to platform/rules/roles.py")

    def guard(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @login_required
        @wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.workspace, request.role = _chosen(request)
            request.actor = f"user:{request.user.pk}"
            if not allows(request.role, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the test over all routes
        return guarded  # type: ignore[return-value]  # login_required is typed for plain requests

    return guard


def _chosen(request: HttpRequest) -> tuple[Workspace, str]:
    """Return the workspace of the session, or the person's first one."""
    assert request.user.pk is not None  # noqa: S101 - login_required came first
    mine = memberships(request.user.pk)
    if not mine:
        raise PermissionDenied
    chosen = request.session.get("workspace_id")
    return next((pair for pair in mine if pair[0].id == chosen), mine[0])
