"""Read and move a workspace's clock by API."""

import time
from datetime import datetime, timedelta

from ninja import Router, Schema
from pydantic import Field

from tenure.kernel.errors import Unavailable
from tenure.platform.api.calls import ApiRequest, requires
from tenure.platform.api.strict import Strict
from tenure.platform.queries import real_now, workspace
from tenure.platform.services import advances
from tenure.platform.services import clock as clocks

router = Router(tags=["clock"])
PATIENCE = timedelta(minutes=5)


class Clock(Schema):
    """What a workspace's clock shows and how fast it goes."""

    now: datetime
    rate: float
    kind: str


class Advance(Strict):
    """How far a frozen clock shall move."""

    seconds: float = Field(gt=0, le=366 * 86_400)


class Advanced(Schema):
    """Where the clock arrived, and what happened on the way."""

    now: datetime
    instants: int = Field(description="At how many instants it stopped because something was due, the last included.")
    flushes: int = Field(description="How many steps the stream took.")
    counts: dict[str, int] = Field(
        description="What was counted: `events`, `messages` sent, `membership_changes`, `journey_steps`, "
        "and `events.<name>` for each event that came."
    )


class Run(Strict):
    """How fast the clock shall run from here; 0 freezes it."""

    rate: float = Field(ge=0, le=86_400)


@router.get("/clock", response=Clock, auth=requires("clock.read"))
def read_clock(request: ApiRequest) -> Clock:
    """Return the workspace's time."""
    return _clock(request)


@router.put("/clock", response=Clock, auth=requires("clock.write"))
def run_clock(request: ApiRequest, payload: Run) -> Clock:
    """Let a test workspace's clock run at a rate, or freeze it."""
    clocks.run_clock(request.auth.workspace.id, rate=payload.rate, actor=request.auth.actor, now=real_now())
    return _clock(request)


@router.post("/clock/advance", response=Advanced, auth=requires("clock.write"))
def advance_clock(request: ApiRequest, payload: Advance) -> Advanced:
    """Move a frozen clock forward, stopping at everything that falls due; answer when all is quiet."""
    auth, started = request.auth, real_now()
    trip = advances.set_out(auth.workspace.id, by=timedelta(seconds=payload.seconds), actor=auth.actor, now=started)
    while not advances.has_arrived(trip):
        if real_now() - started > PATIENCE:
            raise Unavailable("The worker did not bring the clock there in time; is `tenure worker` running?")
        time.sleep(0.01)
    return Advanced.from_orm(advances.arrived(trip))


def _clock(request: ApiRequest) -> Clock:
    value = workspace(request.auth.workspace.id)
    return Clock(now=value.clock.at(real_now()), rate=value.clock.rate, kind=value.kind)
