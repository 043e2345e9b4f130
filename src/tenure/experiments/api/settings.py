"""Say by API how experiments are read, and ask what could be seen before a launch."""

from typing import Self

from ninja import Router, Schema
from pydantic import Field

from tenure.experiments import queries
from tenure.experiments.rules.power import Detectable, detectable
from tenure.experiments.rules.settings import Method, Settings
from tenure.experiments.services.save_settings import save_settings
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["experiments"])


class SettingsIn(Strict):
    """How a workspace reads its experiments; what is left out is as it comes."""

    global_holdout: float = Field(default=0.05, description="Share of customers whom no journey that holds out moves.")
    confidence: float = Field(default=0.95, description="How certain a difference must be to be told.")
    looks: int = Field(default=28, description="How many daily looks are planned.")
    method: Method = Field(default="group_sequential", description="`always_valid` may be read at any time.")


class SettingsOut(Schema):
    """How a workspace reads its experiments."""

    global_holdout: float
    confidence: float
    looks: int
    method: Method


class PowerIn(Strict):
    """What is known before a launch."""

    base_rate: float = Field(description="Share that reaches the goal without the journey, such as 0.05.")
    customers: int = Field(description="How many will meet the journey, those held out included.")
    holdout: float = Field(default=0.1, description="Share of them that is held out.")


class DetectableOut(Schema):
    """A difference to the base rate: in points of the rate, and as a share of it."""

    absolute: float
    relative: float

    @classmethod
    def shown(cls, found: Detectable | None) -> Self | None:
        """Return a difference as it is shown; None where none would be seen."""
        return None if found is None else cls(absolute=found.absolute, relative=found.relative)


class PowerOut(Schema):
    """The smallest fall and the smallest rise that would be seen four times out of five; null where none would."""

    treated: int
    held_out: int
    fall: DetectableOut | None
    rise: DetectableOut | None


@router.get("/experiments/settings", response=SettingsOut, auth=requires("journeys.read"))
def read_settings(request: ApiRequest) -> SettingsOut:
    """Return how experiments are read."""
    return SettingsOut.from_orm(queries.settings(request.auth.workspace.id))


@router.put("/experiments/settings", response=SettingsOut, auth=requires("journeys.write"))
def write_settings(request: ApiRequest, payload: SettingsIn) -> SettingsOut:
    """Say how experiments are read; those that have begun go on with the looks they were planned with."""
    settings = Settings(**payload.dict())
    workspace = request.auth.workspace
    save_settings(workspace.id, settings, actor=request.auth.actor, now=workspace.clock.at(real_now()))
    return SettingsOut.from_orm(settings)


@router.post("/experiments/power", response=PowerOut, auth=requires("journeys.read"))
def ask_power(request: ApiRequest, payload: PowerIn) -> PowerOut:
    """Return the smallest difference that an experiment would show, before it begins."""
    alpha = queries.settings(request.auth.workspace.id).alpha
    found = detectable(payload.base_rate, customers=payload.customers, holdout=payload.holdout, alpha=alpha)
    return PowerOut(
        treated=found.treated,
        held_out=found.held_out,
        fall=DetectableOut.shown(found.fall),
        rise=DetectableOut.shown(found.rise),
    )
