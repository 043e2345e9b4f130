"""Read and move a workspace's clock by API."""

import time
from datetime import datetime, timedelta

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from tenure.kernel.errors import Unavailable
from tenure.platform.models import WorkspaceRow
from tenure.platform.queries import cursors, real_now, workspace
from tenure.platform.services import clock as clocks
from tenure.platform.services.keys import ApiCaller

router = Router(tags=["clock"])
PATIENCE = timedelta(minutes=5)


class ApiRequest(HttpRequest):
    """A request of an admitted key."""

    auth: ApiCaller


class Strict(Schema):
    """Refuse fields that are not known, rather than losing them."""

    model_config = ConfigDict(extra="forbid")


class Clock(Schema):
    """What a workspace's clock shows and how fast it goes."""

    now: datetime
    rate: float
    kind: str


class Advance(Strict):
    """How far a frozen clock shall move."""

    seconds: float = Field(gt=0, le=366 * 86_400)


class Advanced(Schema):
    """Where the clock arrived, and how many steps of the stream it took."""

    now: datetime
    flushes: int


class Run(Strict):
    """How fast the clock shall run from here; 0 freezes it."""

    rate: float = Field(ge=0, le=86_400)


@router.get("/clock", response=Clock)
def read_clock(request: ApiRequest) -> Clock:
    """Return the workspace's time."""
    return _clock(request)


@router.put("/clock", response=Clock)
def run_clock(request: ApiRequest, payload: Run) -> Clock:
    """Let a test workspace's clock run at a rate, or freeze it."""
    clocks.run_clock(request.auth.workspace.id, rate=payload.rate, now=real_now())
    return _clock(request)


@router.post("/clock/advance", response=Advanced)
def advance_clock(request: ApiRequest, payload: Advance) -> Advanced:
    """Move a frozen clock forward, stopping at everything that falls due; answer when all is quiet."""
    workspace_id = request.auth.workspace.id
    started, before = real_now(), cursors(workspace_id).get("stream", 0)
    target = workspace(workspace_id).clock.at(started) + timedelta(seconds=payload.seconds)
    clocks.aim_clock(workspace_id, target=target)
    while WorkspaceRow.objects.filter(pk=workspace_id, clock_target_at__isnull=False).exists():
        if real_now() - started > PATIENCE:
            raise Unavailable("The worker did not bring the clock there in time; is `tenure worker` running?")
        time.sleep(0.01)
    return Advanced(now=target, flushes=cursors(workspace_id).get("stream", 0) - before)


def _clock(request: ApiRequest) -> Clock:
    value = workspace(request.auth.workspace.id)
    return Clock(now=value.clock.at(real_now()), rate=value.clock.rate, kind=value.kind)
