"""Say by API what counts as value."""

from dataclasses import asdict

from ninja import Router, Schema
from pydantic import Field

from tenure.insights import queries
from tenure.insights.rules.settings import Settings
from tenure.insights.services.save_settings import save_settings
from tenure.platform.api import ApiRequest, Strict, requires

router = Router(tags=["insights"])


class InsightsSettingsIn(Strict):
    """What a workspace counts as value; what is left out is as it comes."""

    value_event: str = Field(default="", description="The event at which a customer first gets what they came for.")
    activation_days: int = Field(default=7, description="Within how many days of the first event it should come.")


class InsightsSettingsOut(Schema):
    """What a workspace counts as value."""

    value_event: str
    activation_days: int


@router.get("/insights/settings", response=InsightsSettingsOut, auth=requires("overview.read"))
def read_settings(request: ApiRequest) -> InsightsSettingsOut:
    """Return what the workspace counts as value."""
    return InsightsSettingsOut(**asdict(queries.settings(request.auth.workspace.id)))


@router.put("/insights/settings", response=InsightsSettingsOut, auth=requires("insights.write"))
def write_settings(request: ApiRequest, payload: InsightsSettingsIn) -> InsightsSettingsOut:
    """Say what the workspace counts as value."""
    settings = Settings(**payload.dict())
    save_settings(request.auth.workspace.id, settings, actor=request.auth.actor)
    return InsightsSettingsOut(**asdict(settings))
