"""Show a page of the console inside its frame: navigation, workspace, clock, live stream."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tenure.kernel.errors import BadInput, NotFound
from tenure.platform.access import StaffRequest
from tenure.platform.presence import contributions
from tenure.platform.queries import real_now, sending_pause
from tenure.platform.rules.pauses import RESTORED, SendingPause
from tenure.platform.rules.roles import allows
from tenure.platform.rules.workspaces import Workspace
from tenure.ui.live.tokens import page_token
from tenure.ui.rules.navigation import Item, ordered
from tenure.ui.signing import signing_key

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Place:
    """An item of the navigation as this reader sees it."""

    item: Item
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame around a page shows."""

    places: tuple[Place, ...]
    workspace: Workspace
    live_token: str
    pause: SendingPause | None
    is_restored: bool  # the pause came with a backup that was restored


def page_response(
    request: StaffRequest, template: str, context: Mapping[str, object], *, now: datetime
) -> HttpResponse:
    """Render a page or a part of one, its times in the workspace's zone."""
    with timezone.override(request.workspace.time_zone):
        return render(request, template, {"now": now, "shell": _shell(request), **context})


def workspace_now(request: StaffRequest) -> datetime:
    """Return what the workspace's clock shows."""
    return request.workspace.clock.at(real_now())


def fresh_token(workspace_id: int) -> str:
    """Return a new token for the live stream of a workspace."""
    return page_token(workspace_id, real_now(), key=signing_key())


def missing_as_404(view: Callable[P, R]) -> Callable[P, R]:
    """Answer an address that names nothing of this workspace with the page for it."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return view(*args, **kwargs)
        except (NotFound, BadInput) as missing:
            raise Http404(missing.message) from missing

    return answered


def _shell(request: StaffRequest) -> Shell:
    pause = sending_pause()
    items = ordered(item for room in contributions("navigation") for item in room.ITEMS)
    return Shell(
        places=tuple(_place(item, request.path) for item in items if allows(request.role, item.permission)),
        workspace=request.workspace,
        live_token=fresh_token(request.workspace.id),
        pause=pause,
        is_restored=pause is not None and pause.reason == RESTORED,
    )


def _place(item: Item, path: str) -> Place:
    url = reverse(item.url_name)
    return Place(item, url, is_current=path == url or (url != "/" and path.startswith(f"{url}/")))
